using System.Diagnostics;

namespace Kiln;

/// <summary>
/// A convolution along a signal: y[o, i] = b[o] + sum over c, p of W[o, c, p] x[c, i stride + p dilation - padding].
/// Takes [channels, length], gives [channels, (length + 2 padding - (kernel - 1) dilation - 1) / stride + 1].
/// Parameters: <c>weight</c> [channels, input channels / groups, kernel], <c>bias</c> [channels].
/// </summary>
/// <param name="channels">Channels of the output; at least 1.</param>
/// <param name="kernel">Length of the kernel; at least 1.</param>
/// <param name="stride">Step between windows; at least 1.</param>
/// <param name="padding">Zeros before and after the signal, or <see cref="Pad.Same"/>.</param>
/// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
/// <param name="groups">Groups of channels that do not mix; must divide input and output channels.</param>
/// <param name="bias">Whether b is added.</param>
/// <param name="init">How the weights start.</param>
/// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
[Conditional(Metadata.Symbol)]
public sealed class Conv1DAttribute(
    int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Init init = Init.Auto,
    double initScale = 0) : LayerAttribute
{
    /// <summary>Channels of the output; at least 1.</summary>
    public int Channels => channels;

    /// <summary>Length of the kernel; at least 1.</summary>
    public int Kernel => kernel;

    /// <summary>Step between windows; at least 1.</summary>
    public int Stride => stride;

    /// <summary>Zeros before and after the signal, or <see cref="Pad.Same"/>.</summary>
    public int Padding => padding;

    /// <summary>Distance between the taps of the kernel; at least 1.</summary>
    public int Dilation => dilation;

    /// <summary>Groups of channels that do not mix; must divide input and output channels.</summary>
    public int Groups => groups;

    /// <summary>Whether b is added.</summary>
    public bool Bias => bias;

    /// <summary>How the weights start.</summary>
    public Init Init => init;

    /// <summary>Standard deviation, constant or gain of init; 0 takes its default.</summary>
    public double InitScale => initScale;
}

public sealed partial class Node
{
    /// <inheritdoc cref="Conv1DAttribute"/>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Length of the kernel; at least 1.</param>
    /// <param name="stride">Step between windows; at least 1.</param>
    /// <param name="padding">Zeros before and after the signal, or <see cref="Pad.Same"/>.</param>
    /// <param name="dilation">Distance between the taps of the kernel; at least 1.</param>
    /// <param name="groups">Groups of channels that do not mix; must divide input and output channels.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node Conv1D(
        int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Init init = Init.Auto,
        double initScale = 0) => throw CompileTimeOnly();
}
