using System.Globalization;

namespace Kiln.Training;

/// <summary>Where a minimization ended; the network has the weights.</summary>
/// <param name="Loss">The mean loss over all data, as training computes it.</param>
/// <param name="LargestGradient">The largest absolute derivative.</param>
/// <param name="Iterations">Iterations, each with a new direction.</param>
/// <param name="Evaluations">Passes over the data.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record MinimizeResult(double Loss, double LargestGradient, int Iterations, int Evaluations, StopReason Reason)
{
    /// <summary>For example <c>loss 0.4132 after 23 iterations (27 passes), largest derivative 8.1e-6: Gradient</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"loss {Epoch.Show(Loss)} after {Iterations} iterations ({Evaluations} passes), ") +
        string.Create(CultureInfo.InvariantCulture, $"largest derivative {LargestGradient:0.0e+0}: {Reason}");
}
