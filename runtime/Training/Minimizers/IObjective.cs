namespace Kiln.Training;

/// <summary>A function to minimize, with its gradient.</summary>
internal interface IObjective
{
    /// <summary>Number of variables.</summary>
    int Length { get; }

    /// <summary>Relative error of a value: smaller differences of two values mean nothing.</summary>
    double Resolution { get; }

    /// <summary>Computes the value and the gradient.</summary>
    /// <param name="point">The variables; rounded in place to what the function can hold.</param>
    /// <param name="gradient">Receives the gradient.</param>
    double Evaluate(Span<double> point, Span<double> gradient);
}
