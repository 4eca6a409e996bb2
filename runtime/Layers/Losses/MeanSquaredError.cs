using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The squared difference (x - t)^2, averaged over all elements. The target has the prediction's shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class MeanSquaredErrorAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="MeanSquaredErrorAttribute"/>
    /// <param name="target">What the prediction should be.</param>
    /// <returns>One loss for each sample.</returns>
    public Node MeanSquaredError(Node target) => throw CompileTimeOnly();
}
