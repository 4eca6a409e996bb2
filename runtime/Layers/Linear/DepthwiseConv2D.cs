using System.Diagnostics;

namespace Kiln;

/// <summary>
/// A convolution of each channel by itself: <see cref="Conv2DAttribute"/> with as many groups as channels.
/// Takes [channels, height, width], gives [channels multiplier, (height + 2 padding - (kernel - 1) dilation - 1) / stride + 1, likewise].
/// Parameters: <c>weight</c> [channels multiplier, 1, kernel, kernel], <c>bias</c> [channels multiplier].
/// </summary>
/// <param name="kernel">Height and width of the kernel; at least 1.</param>
/// <param name="stride">Step between windows; at least 1.</param>
/// <param name="padding">Zeros around the map, or <see cref="Pad.Same"/>.</param>
/// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
/// <param name="multiplier">Kernels for each channel; at least 1.</param>
/// <param name="bias">Whether b is added.</param>
/// <param name="init">How the weights start.</param>
/// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
[Conditional(Metadata.Symbol)]
public sealed class DepthwiseConv2DAttribute(
    int kernel, int stride = 1, int padding = 0, int dilation = 1, int multiplier = 1, bool bias = true, Init init = Init.Auto,
    double initScale = 0) : LayerAttribute
{
    /// <summary>Height and width of the kernel; at least 1.</summary>
    public int Kernel => kernel;

    /// <summary>Step between windows; at least 1.</summary>
    public int Stride => stride;

    /// <summary>Zeros around the map, or <see cref="Pad.Same"/>.</summary>
    public int Padding => padding;

    /// <summary>Distance between the taps of the kernel; at least 1.</summary>
    public int Dilation => dilation;

    /// <summary>Kernels for each channel; at least 1.</summary>
    public int Multiplier => multiplier;

    /// <summary>Whether b is added.</summary>
    public bool Bias => bias;

    /// <summary>How the weights start.</summary>
    public Init Init => init;

    /// <summary>Standard deviation, constant or gain of init; 0 takes its default.</summary>
    public double InitScale => initScale;
}

public sealed partial class Node
{
    /// <inheritdoc cref="DepthwiseConv2DAttribute"/>
    /// <param name="kernel">Height and width of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows; at least 1.</param>
    /// <param name="padding">Zeros around the map, or <see cref="Pad.Same"/>.</param>
    /// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
    /// <param name="multiplier">Kernels for each channel; at least 1.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node DepthwiseConv2D(
        int kernel, int stride = 1, int padding = 0, int dilation = 1, int multiplier = 1, bool bias = true, Init init = Init.Auto,
        double initScale = 0) => throw CompileTimeOnly();
}
