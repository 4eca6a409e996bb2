using Kiln.Generator.Steps;
using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>Which algorithm computes a convolution: by small groups, on planes, or as a GEMM. It depends on shapes alone.</summary>
internal static class ConvolutionChoice
{
    /// <summary>
    /// The channels of a group where a kernel goes group by group within the vectors of a pixel: as many inputs as outputs, 1 (depthwise), 2, 4 or 8; else 0.
    /// </summary>
    public static int GroupSize(this Conv2D op, Shape input)
    {
        int size = input[0] / op.Groups;
        return op.Groups > 1 && op.Channels >= Orders.ChannelsLastFrom && size == op.Channels / op.Groups && KernelKey.GroupSizes.Contains(size) ? size : 0;
    }

    /// <summary>Vectorised over width on planes, because a group has too few output channels to fill a vector.</summary>
    public static bool IsPlanar(this Conv2D op, Shape input) => op.GroupSize(input) == 0 && Planar(op, op.Channels);

    /// <summary>The same for the input gradient, whose outputs are the input channels.</summary>
    public static bool IsGradientPlanar(this Conv2D op, Shape input) => op.GroupSize(input) == 0 && Planar(op, input[0]);

    private static bool Planar(Conv2D op, int channels) =>
        op.Groups == 1 ? channels < Orders.ChannelsLastFrom : channels / op.Groups % Orders.ChannelsLastFrom != 0;
}
