using System.Diagnostics;

namespace Kiln;

/// <summary>
/// A range of indices of one dimension. Takes any shape and gives the same with <c>length</c> in that dimension.
/// </summary>
/// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
/// <param name="start">The first index; a negative one counts from the end.</param>
/// <param name="length">How many; at least 1.</param>
[Conditional(Metadata.Symbol)]
public sealed class SliceAttribute(int axis, int start, int length) : LayerAttribute
{
    /// <summary>The dimension, counted from 0, or from the end with -1.</summary>
    public int Axis => axis;

    /// <summary>The first index; a negative one counts from the end.</summary>
    public int Start => start;

    /// <summary>How many; at least 1.</summary>
    public int Length => length;
}

public sealed partial class Node
{
    /// <inheritdoc cref="SliceAttribute"/>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    /// <param name="start">The first index; a negative one counts from the end.</param>
    /// <param name="length">How many; at least 1.</param>
    /// <returns>The layer's output.</returns>
    public Node Slice(int axis, int start, int length) => throw CompileTimeOnly();
}
