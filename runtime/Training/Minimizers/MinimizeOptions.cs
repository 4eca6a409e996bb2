using System.Globalization;

namespace Kiln.Training;

/// <summary>When <see cref="LBFGS"/> and <see cref="BFGS"/> stop, and how much they remember.</summary>
public sealed record MinimizeOptions
{
    /// <summary>Most iterations; each costs one pass over the data, seldom more.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>Ends when no derivative is larger than this.</summary>
    public double GradientTolerance { get; init; } = 1e-5;

    /// <summary>Ends when no weight moves by more than this, relative to the largest weight or to 1.</summary>
    public double StepTolerance { get; init; } = 1e-8;

    /// <summary>Steps that <see cref="LBFGS"/> remembers, 3 to 20 in practice; its memory is 16 bytes times this for each weight.</summary>
    public int History { get; init; } = 10;

    /// <summary>
    /// A file that always holds the run after its last iteration. If it is there, a run goes on from it, with the bits of the run that was not stopped (on
    /// equal vector width), and <see cref="MaxIterations"/> counts those it has already. Off by default: a run begins with the network's weights and learns
    /// the curvature anew.
    /// </summary>
    public string? SavePath { get; init; }

    /// <summary>Called after every iteration with its number, counted from 1, and the loss.</summary>
    public Action<int, double>? OnIteration { get; init; }

    internal void Validate()
    {
        if (MaxIterations < 1) throw Invalid(nameof(MaxIterations), MaxIterations, "must be at least 1");
        if (!(GradientTolerance >= 0)) throw Invalid(nameof(GradientTolerance), GradientTolerance, "must not be negative");
        if (!(StepTolerance >= 0)) throw Invalid(nameof(StepTolerance), StepTolerance, "must not be negative");
        if (History < 1) throw Invalid(nameof(History), History, "must be at least 1");
    }

    private static ArgumentOutOfRangeException Invalid(string name, object value, string why) =>
        new("options", value, string.Create(CultureInfo.InvariantCulture, $"{name} {value} {why}."));
}
