using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The same numbers with their dimensions in another order: dimension i of the result is dimension axes[i] of the input.
/// Takes any shape, gives its permutation.
/// </summary>
/// <param name="axes">One dimension of the input for each of the result, counted from 0, or from the end with -1; none reverses the order.</param>
[Conditional(Metadata.Symbol)]
public sealed class TransposeAttribute(params int[] axes) : LayerAttribute
{
    /// <summary>One dimension of the input for each of the result, counted from 0, or from the end with -1; none reverses the order.</summary>
    public int[] Axes => axes;
}

public sealed partial class Node
{
    /// <inheritdoc cref="TransposeAttribute"/>
    /// <param name="axes">One dimension of the input for each of the result, counted from 0, or from the end with -1; none reverses the order.</param>
    /// <returns>The layer's output.</returns>
    public Node Transpose(params int[] axes) => throw CompileTimeOnly();
}
