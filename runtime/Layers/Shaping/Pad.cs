using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Kiln;

/// <summary>
/// Surrounds the values with a constant: zeros around a map, for example, before a pooling or convolution that pads differently.
/// Takes any shape; each dimension grows by what is added before and after it.
/// </summary>
[Conditional(Metadata.Symbol)]
[SuppressMessage(
    "Design", "CA1019:Define accessors for attribute arguments", Justification = "Two shapes of the same arguments; read by the compiler from source only.")]
public sealed class PadAttribute : LayerAttribute
{
    /// <summary>The same on all sides of a map, or at both ends of a signal or vector.</summary>
    /// <param name="padding">Pixels on each side; at least 0.</param>
    /// <param name="value">The constant.</param>
    public PadAttribute(int padding, double value = 0) =>
        _ = (padding, value);

    /// <summary>A number for each dimension.</summary>
    /// <param name="before">What is added before the first index of each dimension; at least 0.</param>
    /// <param name="after">What is added after the last index of each dimension; at least 0.</param>
    /// <param name="value">The constant.</param>
    public PadAttribute(int[] before, int[] after, double value = 0) =>
        _ = (before, after, value);
}

public sealed partial class Node
{
    /// <inheritdoc cref="PadAttribute"/>
    /// <param name="padding">Pixels on each side; at least 0.</param>
    /// <param name="value">The constant.</param>
    /// <returns>The layer's output.</returns>
    public Node Pad(int padding, double value = 0) => throw CompileTimeOnly();

    /// <inheritdoc cref="PadAttribute"/>
    /// <param name="before">What is added before the first index of each dimension; at least 0.</param>
    /// <param name="after">What is added after the last index of each dimension; at least 0.</param>
    /// <param name="value">The constant.</param>
    /// <returns>The layer's output.</returns>
    public Node Pad(int[] before, int[] after, double value = 0) => throw CompileTimeOnly();
}
