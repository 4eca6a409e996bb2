namespace Kiln.Training;

/// <summary>Why a minimization ended.</summary>
public enum StopReason
{
    /// <summary>No derivative exceeds <see cref="MinimizeOptions.GradientTolerance"/>: this is a minimum.</summary>
    Gradient,

    /// <summary>No weight moved by more than <see cref="MinimizeOptions.StepTolerance"/>.</summary>
    Step,

    /// <summary>Rounding hides any lower loss: as good a minimum as single precision resolves, or a loss with a kink.</summary>
    NoLowerLoss,

    /// <summary><see cref="MinimizeOptions.MaxIterations"/> are done; another call goes on from here.</summary>
    Iterations,

    /// <summary>The loss or a derivative is infinite or not a number.</summary>
    NotFinite,
}
