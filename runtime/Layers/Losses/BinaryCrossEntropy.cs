using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Binary cross-entropy from logits: -(t log sigmoid(x) + (1 - t) log(1 - sigmoid(x))), averaged over all elements. The target has the prediction's
/// shape, with values from 0 to 1.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class BinaryCrossEntropyAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="BinaryCrossEntropyAttribute"/>
    /// <param name="target">What the prediction should be.</param>
    /// <returns>One loss for each sample.</returns>
    public Node BinaryCrossEntropy(Node target) => throw CompileTimeOnly();
}
