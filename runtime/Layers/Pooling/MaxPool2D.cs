using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The largest value of each window. Takes [channels, height, width], gives [channels, (height + 2 padding - kernel) / stride + 1, likewise].
/// Where values tie, the first one takes the gradient.
/// </summary>
/// <param name="kernel">Height and width of the window; at least 1.</param>
/// <param name="stride">Step between windows; 0 takes the kernel.</param>
/// <param name="padding">Border around the map; at most half of the kernel, so that every window covers part of the map.</param>
/// <param name="ceilMode">Whether a last, partial window counts.</param>
[Conditional(Metadata.Symbol)]
public sealed class MaxPool2DAttribute(int kernel, int stride = 0, int padding = 0, bool ceilMode = false) : LayerAttribute
{
    /// <summary>Height and width of the window; at least 1.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Step between windows; 0 takes the kernel.</summary>
    public int Stride { get; } = stride;

    /// <summary>Border around the map; at most half of the kernel, so that every window covers part of the map.</summary>
    public int Padding { get; } = padding;

    /// <summary>Whether a last, partial window counts.</summary>
    public bool CeilMode { get; } = ceilMode;
}

public sealed partial class Node
{
    /// <inheritdoc cref="MaxPool2DAttribute"/>
    /// <param name="kernel">Height and width of the window; at least 1.</param>
    /// <param name="stride">Step between windows; 0 takes the kernel.</param>
    /// <param name="padding">Border around the map; at most half of the kernel, so that every window covers part of the map.</param>
    /// <param name="ceilMode">Whether a last, partial window counts.</param>
    /// <returns>The layer's output.</returns>
    public Node MaxPool2D(int kernel, int stride = 0, int padding = 0, bool ceilMode = false) => throw CompileTimeOnly();
}
