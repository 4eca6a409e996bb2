namespace Kiln.Training;

/// <summary>How far a minimization has come. With the weights and what the method has learned it is everything that the next iteration depends on.</summary>
/// <param name="Iterations">Iterations that are done.</param>
/// <param name="Evaluations">Passes over the data, that at the present point included.</param>
/// <param name="HasMoved">Whether the last iteration moved a weight.</param>
internal readonly record struct MinimizerProgress(int Iterations, int Evaluations, bool HasMoved)
{
    /// <summary>Before the first iteration: the pass at the point to begin with is still to come.</summary>
    public static MinimizerProgress Start { get; } = new(0, 1, HasMoved: true);
}
