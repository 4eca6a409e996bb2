using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The transpose of a convolution (Zeiler et al. 2010), which enlarges maps: every input pixel adds its multiple of the kernel to the output, one stride apart.
/// Takes [channels, height, width], gives [channels, (height - 1) stride - 2 padding + kernel + outputPadding, likewise].
/// Parameters: <c>weight</c> [input channels, channels, kernel, kernel], <c>bias</c> [channels].
/// </summary>
/// <param name="channels">Channels of the output; at least 1.</param>
/// <param name="kernel">Height and width of the kernel; a multiple of the stride covers the output evenly.</param>
/// <param name="stride">Step between the places where input pixels add; at least 1.</param>
/// <param name="padding">Pixels cut off on each side of the result; at least 0.</param>
/// <param name="outputPadding">Pixels added below and to the right, less than the stride.</param>
/// <param name="bias">Whether b is added.</param>
/// <param name="init">How the weights start.</param>
/// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
[Conditional(Metadata.Symbol)]
public sealed class Conv2DTransposeAttribute(
    int channels, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, bool bias = true, Init init = Init.Auto,
    double initScale = 0) : LayerAttribute
{
    /// <summary>Channels of the output; at least 1.</summary>
    public int Channels => channels;

    /// <summary>Height and width of the kernel; a multiple of the stride covers the output evenly.</summary>
    public int Kernel => kernel;

    /// <summary>Step between the places where input pixels add; at least 1.</summary>
    public int Stride => stride;

    /// <summary>Pixels cut off on each side of the result; at least 0.</summary>
    public int Padding => padding;

    /// <summary>Pixels added below and to the right, less than the stride.</summary>
    public int OutputPadding => outputPadding;

    /// <summary>Whether b is added.</summary>
    public bool Bias => bias;

    /// <summary>How the weights start.</summary>
    public Init Init => init;

    /// <summary>Standard deviation, constant or gain of init; 0 takes its default.</summary>
    public double InitScale => initScale;
}

public sealed partial class Node
{
    /// <inheritdoc cref="Conv2DTransposeAttribute"/>
    /// <param name="channels">Channels of the output; at least 1.</param>
    /// <param name="kernel">Height and width of the kernel; a multiple of the stride covers the output evenly.</param>
    /// <param name="stride">Step between the places where input pixels add; at least 1.</param>
    /// <param name="padding">Pixels cut off on each side of the result; at least 0.</param>
    /// <param name="outputPadding">Pixels added below and to the right, less than the stride.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node Conv2DTranspose(
        int channels, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, bool bias = true, Init init = Init.Auto,
        double initScale = 0) => throw CompileTimeOnly();
}
