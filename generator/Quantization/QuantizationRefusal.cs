namespace Kiln.Generator.Quantization;

/// <summary>A node that cannot be computed in integers, and what to do about it.</summary>
internal sealed class QuantizationRefusal(Problem problem, string node) : Exception(problem.Message)
{
    public Problem Problem => problem;

    /// <summary>The name of the node, which begins with that of its layer.</summary>
    public string Node => node;

    /// <summary>The entry that the remedy is about; empty where it is about the layer.</summary>
    public string Entry { get; init; } = "";
}
