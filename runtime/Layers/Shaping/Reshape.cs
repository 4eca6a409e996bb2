using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The same numbers under another shape, in the order of the dimensions (channel, row, column for maps).
/// Takes any shape, gives the one asked for, which must have as many elements.
/// </summary>
/// <param name="shape">The new dimensions, without the batch; at most one may be -1, which is worked out from the others.</param>
[Conditional(Metadata.Symbol)]
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The new dimensions, without the batch; at most one may be -1, which is worked out from the others.</summary>
    public int[] Shape => shape;
}

public sealed partial class Node
{
    /// <inheritdoc cref="ReshapeAttribute"/>
    /// <param name="shape">The new dimensions, without the batch; at most one may be -1, which is worked out from the others.</param>
    /// <returns>The layer's output.</returns>
    public Node Reshape(params int[] shape) => throw CompileTimeOnly();
}
