using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Kiln;

/// <summary>
/// A convolution, in fact the cross-correlation of deep learning (LeCun et al. 1989):
/// y[o, i, j] = b[o] + sum over c, p, q of W[o, c, p, q] x[c, i stride + p dilation - padding, j stride + q dilation - padding].
/// Takes [channels, height, width], gives [channels, (height + 2 padding - (kernel - 1) dilation - 1) / stride + 1, likewise].
/// Parameters: <c>weight</c> [channels, input channels / groups, kernel, kernel], <c>bias</c> [channels].
/// </summary>
[Conditional(Metadata.Symbol)]
[SuppressMessage(
    "Design", "CA1019:Define accessors for attribute arguments", Justification = "Two shapes of the same arguments; read by the compiler from source only.")]
public sealed class Conv2DAttribute : LayerAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Height and width of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows; at least 1.</param>
    /// <param name="padding">Zeros around the map, or <see cref="Pad.Same"/>.</param>
    /// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
    /// <param name="groups">Groups of channels that do not mix; must divide input and output channels.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    public Conv2DAttribute(
        int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Init init = Init.Auto,
        double initScale = 0) =>
        _ = (channels, kernel, stride, padding, dilation, groups, bias, init, initScale);

    /// <summary>A kernel of two sizes, [height, width].</summary>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Height and width of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows, down and across; 1 by default.</param>
    /// <param name="padding">Zeros around the map, above and below, left and right, or <see cref="Pad.Same"/>; 0 by default.</param>
    /// <param name="dilation">Distance between the taps of the kernel, down and across; 1 by default.</param>
    /// <param name="groups">Groups of channels that do not mix; must divide input and output channels.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    public Conv2DAttribute(
        int channels, int[] kernel, int[]? stride = null, int[]? padding = null, int[]? dilation = null, int groups = 1, bool bias = true,
        Init init = Init.Auto, double initScale = 0) =>
        _ = (channels, kernel, stride, padding, dilation, groups, bias, init, initScale);
}

public sealed partial class Node
{
    /// <inheritdoc cref="Conv2DAttribute"/>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Height and width of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows; at least 1.</param>
    /// <param name="padding">Zeros around the map, or <see cref="Pad.Same"/>.</param>
    /// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
    /// <param name="groups">Groups of channels that do not mix; must divide input and output channels.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node Conv2D(
        int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Init init = Init.Auto,
        double initScale = 0) =>
        throw CompileTimeOnly();

    /// <inheritdoc cref="Conv2DAttribute"/>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Height and width of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows, down and across; 1 by default.</param>
    /// <param name="padding">Zeros around the map, above and below, left and right, or <see cref="Pad.Same"/>; 0 by default.</param>
    /// <param name="dilation">Distance between the taps of the kernel, down and across; 1 by default.</param>
    /// <param name="groups">Groups of channels that do not mix; must divide input and output channels.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node Conv2D(
        int channels, int[] kernel, int[]? stride = null, int[]? padding = null, int[]? dilation = null, int groups = 1, bool bias = true,
        Init init = Init.Auto, double initScale = 0) =>
        throw CompileTimeOnly();
}
