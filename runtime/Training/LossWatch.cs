using System.Globalization;

namespace Kiln.Training;

/// <summary>
/// Looks at losses for two signs of trouble that everybody meets: a first loss far from the ln C which equal scores for C classes give
/// (inputs that were not scaled, labels that do not belong to the samples), and a loss that is no longer finite. Each is told once.
/// </summary>
internal sealed class LossWatch(NetworkInfo network, Action<string> warn)
{
    // Random initial weights and a small first batch move the loss around ln C; both bounds lie well outside of that.
    private const double HighFactor = 2;
    private const double HighMargin = 1;
    private const double LowFactor = 0.25;

    private bool _lossWasFinite = true;

    /// <summary>Looks at the loss of the first step of an untrained network.</summary>
    public void First(double loss)
    {
        if (ClassCount() is not int classes) return;
        double expected = Math.Log(classes);
        if (double.IsFinite(loss) && loss <= HighFactor * expected + HighMargin && loss >= LowFactor * expected) return;
        string advice = loss < expected
            ? "A lower one is right only if weights were loaded; otherwise check whether the inputs contain the answer."
            : "Check that the inputs are scaled (mean near 0, deviation near 1) and that the labels belong to them.";
        warn(string.Create(CultureInfo.InvariantCulture, $"The first loss of {network.Name} is {loss:G4}, but an untrained network with {classes} classes starts near ln {classes} = {expected:F2}. {advice}"));
    }

    /// <summary>Looks at the loss of any step.</summary>
    public void Later(double loss, long step)
    {
        if (double.IsFinite(loss) || !_lossWasFinite) return;
        _lossWasFinite = false;
        warn(string.Create(CultureInfo.InvariantCulture, $"The loss of {network.Name} at step {step} is {loss}. Lower the learning rate, warm it up, or set ClipNorm."));
    }

    /// <summary>The number of classes where the loss compares one output with one class target and has no terms: only then is ln C to be expected.</summary>
    private int? ClassCount()
    {
        if (network.Outputs.Count != 1 || network.Targets.Count != 1 || network.LossTerms.Count > 0) return null;
        TensorPair pair = new(network, 0);
        return pair.Target.Element == typeof(int) && pair.OutputLength % pair.TargetLength == 0 && pair.OutputLength > pair.TargetLength ? pair.OutputLength / pair.TargetLength : null;
    }
}
