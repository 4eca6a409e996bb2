namespace Kiln.Training;

/// <summary>What a quasi-Newton method knows about the curvature.</summary>
internal interface IQuasiNewton
{
    /// <summary>The name of the class that users call.</summary>
    string Name { get; }

    /// <summary>What it has learned, oldest first: learning it again gives the same directions, bit for bit.</summary>
    IEnumerable<(double[] Step, double[] Change)> Learned { get; }

    /// <summary>Whether it has learned anything since the beginning or the last <see cref="Forget"/>.</summary>
    bool HasLearned { get; }

    /// <summary>-H g for the approximate inverse Hessian H.</summary>
    void Direction(ReadOnlySpan<double> gradient, Span<double> direction);

    /// <summary>Learns that a step changed the gradient by so much; step · change is greater than 0.</summary>
    void Learn(ReadOnlySpan<double> step, ReadOnlySpan<double> change);

    /// <summary>Begins again with steepest descent.</summary>
    void Forget();
}
