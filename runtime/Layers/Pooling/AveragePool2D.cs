using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The mean of each window. Takes [channels, height, width], gives [channels, (height + 2 padding - kernel) / stride + 1, likewise].
/// </summary>
/// <param name="kernel">Height and width of the window; at least 1.</param>
/// <param name="stride">Step between windows; 0 takes the kernel.</param>
/// <param name="padding">Border around the map; at most half of the kernel, so that every window covers part of the map.</param>
/// <param name="ceilMode">Whether a last, partial window counts.</param>
/// <param name="countPadding">Whether the divisor counts the padding (PyTorch) or only what lies on the map (TensorFlow).</param>
[Conditional(Metadata.Symbol)]
public sealed class AveragePool2DAttribute(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countPadding = true) : LayerAttribute
{
    /// <summary>Height and width of the window; at least 1.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Step between windows; 0 takes the kernel.</summary>
    public int Stride { get; } = stride;

    /// <summary>Border around the map; at most half of the kernel, so that every window covers part of the map.</summary>
    public int Padding { get; } = padding;

    /// <summary>Whether a last, partial window counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether the divisor counts the padding (PyTorch) or only what lies on the map (TensorFlow).</summary>
    public bool CountPadding { get; } = countPadding;
}

public sealed partial class Node
{
    /// <inheritdoc cref="AveragePool2DAttribute"/>
    /// <param name="kernel">Height and width of the window; at least 1.</param>
    /// <param name="stride">Step between windows; 0 takes the kernel.</param>
    /// <param name="padding">Border around the map; at most half of the kernel, so that every window covers part of the map.</param>
    /// <param name="ceilMode">Whether a last, partial window counts.</param>
    /// <param name="countPadding">Whether the divisor counts the padding (PyTorch) or only what lies on the map (TensorFlow).</param>
    /// <returns>The layer's output.</returns>
    public Node AveragePool2D(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countPadding = true) =>
        throw CompileTimeOnly();
}
