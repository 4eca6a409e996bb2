using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Trip counts and strides (in floats) of a PlanarConvolution kernel, which works on channels-first planes:
/// y[co, oh, ow] = epilogue(bias[co] + sum over ci, kh, kw of x[ci, oh StrideHeight - PaddingTop + kh, ow StrideWidth + kw] w[ci, kh, kw, co]).
/// Columns of padding are a border in memory; rows of padding may be one too, or are skipped by way of
/// <see cref="PaddingTop"/> and <see cref="InputHeight"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PlanarConvolutionShape
{
    /// <summary>Strides and steps of one and no rows of padding to skip; the caller sets the rest.</summary>
    public PlanarConvolutionShape()
    {
    }

    /// <summary>Input channels of the sum.</summary>
    public nint InputChannels { get; init; } = 1;

    /// <summary>Output channels to compute. A kernel for n rows takes exactly n.</summary>
    public nint OutputChannels { get; init; } = 1;

    /// <summary>Output rows to compute.</summary>
    public nint OutputHeight { get; init; } = 1;

    /// <summary>Output columns.</summary>
    public nint OutputWidth { get; init; } = 1;

    /// <summary>Kernel rows.</summary>
    public nint KernelHeight { get; init; } = 1;

    /// <summary>Kernel columns.</summary>
    public nint KernelWidth { get; init; } = 1;

    /// <summary>Input rows from one output row to the next.</summary>
    public nint StrideHeight { get; init; } = 1;

    /// <summary>Input columns from one output column to the next.</summary>
    public nint StrideWidth { get; init; } = 1;

    /// <summary>From input channel to input channel.</summary>
    public nint InputPlaneStride { get; init; }

    /// <summary>From input row to input row.</summary>
    public nint InputRowStride { get; init; }

    /// <summary>From kernel row to kernel row in x: the dilation times <see cref="InputRowStride"/>.</summary>
    public nint TapRowStride { get; init; }

    /// <summary>From kernel column to kernel column in x: the dilation.</summary>
    public nint TapColumnStride { get; init; } = 1;

    /// <summary>From tap to tap in w: the output channels of the whole layer, of which this call may compute some.</summary>
    public nint WeightStride { get; init; }

    /// <summary>From output channel to output channel in y and in every operand.</summary>
    public nint OutputPlaneStride { get; init; }

    /// <summary>From output row to output row in y and in every operand.</summary>
    public nint OutputRowStride { get; init; }

    /// <summary>From output column to output column in y and in every operand; more than 1 for the phases of an input gradient.</summary>
    public nint OutputColumnStride { get; init; } = 1;

    /// <summary>
    /// Rows of zeros above x that are not in memory; their taps are skipped. Negative where the call starts below the first
    /// output row (its share of the work), with x at the first row of memory in either case.
    /// </summary>
    public nint PaddingTop { get; init; }

    /// <summary>Rows of x in memory; taps below are skipped. By default every tap is in memory.</summary>
    public nint InputHeight { get; init; } = int.MaxValue;

    /// <summary>Input rows from kernel row to kernel row.</summary>
    private nint Dilation => InputRowStride == 0 ? 1 : TapRowStride / InputRowStride;

    /// <summary>The first kernel row that meets memory at output row <paramref name="row"/>.</summary>
    public nint FirstTapRow(nint row)
    {
        nint above = PaddingTop - (row * StrideHeight);
        return above <= 0 ? 0 : nint.Min(KernelHeight, (above + Dilation - 1) / Dilation);
    }

    /// <summary>The kernel row after the last one that meets memory at output row <paramref name="row"/>.</summary>
    public nint LastTapRow(nint row)
    {
        nint below = InputHeight + PaddingTop - (row * StrideHeight);
        if (below <= 0) return 0;
        nint dilation = Dilation;
        return below >= KernelHeight * dilation ? KernelHeight : nint.Min(KernelHeight, (below + dilation - 1) / dilation);
    }
}
