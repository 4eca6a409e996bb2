using System.Diagnostics;

namespace Kiln;

/// <summary>
/// y[i] = exp(x[i]) / sum over j of exp(x[j]): positive numbers that sum to 1, over the last dimension. Takes a vector or a sequence and keeps its shape. The loss <c>SoftmaxCrossEntropy</c> applies it itself.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class SoftmaxAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="SoftmaxAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Softmax() => throw CompileTimeOnly();
}
