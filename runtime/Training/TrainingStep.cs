using System.Globalization;

namespace Kiln.Training;

/// <summary>One step of the optimizer, as <see cref="TrainerOptions.OnStep"/> sees it.</summary>
/// <param name="Number">The step, counted from 1 over the whole run.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Loss">The mean loss of its samples, before the update.</param>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="GradientNorm">The global norm of the gradients before clipping.</param>
public readonly record struct TrainingStep(long Number, int Epoch, double Loss, double Rate, double GradientNorm)
{
    /// <summary>For example <c>step 120 of epoch 3: loss 0.4132, rate 0.001, gradient norm 1.27</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"step {Number} of epoch {Epoch}: loss {Training.Epoch.Show(Loss)}, ") +
        string.Create(CultureInfo.InvariantCulture, $"rate {Rate:G4}, gradient norm {GradientNorm:G4}");
}
