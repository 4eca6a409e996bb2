using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The logistic function 1 / (1 + exp(-x)), between 0 and 1. Keeps the shape. The loss <c>BinaryCrossEntropy</c> applies it itself.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class SigmoidAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="SigmoidAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Sigmoid() => throw CompileTimeOnly();
}
