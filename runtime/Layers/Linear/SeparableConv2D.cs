using System.Diagnostics;

namespace Kiln;

/// <summary>
/// A depthwise convolution without bias, then a convolution of 1 x 1 that mixes the channels (Chollet 2017).
/// Takes [channels, height, width], gives [channels, (height + 2 padding - (kernel - 1) dilation - 1) / stride + 1, likewise].
/// Parameters: <c>depthwise.weight</c> [input channels multiplier, 1, kernel, kernel], <c>pointwise.weight</c> [channels, input channels multiplier, 1, 1],
/// <c>pointwise.bias</c> [channels].
/// </summary>
/// <param name="channels">Channels of the output; at least 1.</param>
/// <param name="kernel">Height and width of the kernel; at least 1.</param>
/// <param name="stride">Step between windows; at least 1.</param>
/// <param name="padding">Zeros around the map, or <see cref="Pad.Same"/>.</param>
/// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
/// <param name="multiplier">Kernels for each channel; at least 1.</param>
/// <param name="bias">Whether b is added.</param>
/// <param name="init">How the weights start.</param>
/// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
[Conditional(Metadata.Symbol)]
public sealed class SeparableConv2DAttribute(
    int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int multiplier = 1, bool bias = true, Init init = Init.Auto,
    double initScale = 0) : LayerAttribute
{
    /// <summary>Channels of the output; at least 1.</summary>
    public int Channels => channels;

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
    /// <inheritdoc cref="SeparableConv2DAttribute"/>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Height and width of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows; at least 1.</param>
    /// <param name="padding">Zeros around the map, or <see cref="Pad.Same"/>.</param>
    /// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
    /// <param name="multiplier">Kernels for each channel; at least 1.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node SeparableConv2D(
        int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int multiplier = 1, bool bias = true, Init init = Init.Auto,
        double initScale = 0) => throw CompileTimeOnly();
}
