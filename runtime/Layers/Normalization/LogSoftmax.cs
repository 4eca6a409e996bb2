using System.Diagnostics;

namespace Kiln;

/// <summary>
/// y[i] = x[i] - log(sum over j of exp(x[j])): the logarithms of the probabilities that <c>Softmax</c> gives, over the last dimension. Takes a vector or a sequence and
/// keeps its shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class LogSoftmaxAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="LogSoftmaxAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node LogSoftmax() => throw CompileTimeOnly();
}
