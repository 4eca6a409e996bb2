using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Trip counts and strides (in floats) of a PlanarWeightGradient kernel, on channels-first planes:
/// dw[kh, kw, ci, co] = sum over samples, oh, ow of x[sample, ci, oh StrideHeight + kh, ow StrideWidth + kw] dy[sample, co, oh, ow].
/// x has its border in memory. Input channels, kernel rows and output channels may be split among calls.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PlanarWeightGradientShape
{
    /// <summary>Strides and steps of one; the caller sets the rest.</summary>
    public PlanarWeightGradientShape()
    {
    }

    /// <summary>Samples of the sum.</summary>
    public nint Samples { get; init; } = 1;

    /// <summary>Input channels to compute.</summary>
    public nint InputChannels { get; init; } = 1;

    /// <summary>Output channels to compute.</summary>
    public nint OutputChannels { get; init; } = 1;

    /// <summary>Rows of dy.</summary>
    public nint OutputHeight { get; init; } = 1;

    /// <summary>Columns of dy.</summary>
    public nint OutputWidth { get; init; } = 1;

    /// <summary>Kernel rows to compute.</summary>
    public nint KernelHeight { get; init; } = 1;

    /// <summary>Kernel columns.</summary>
    public nint KernelWidth { get; init; } = 1;

    /// <summary>Input rows from one output row to the next.</summary>
    public nint StrideHeight { get; init; } = 1;

    /// <summary>Input columns from one output column to the next.</summary>
    public nint StrideWidth { get; init; } = 1;

    /// <summary>From sample to sample in x.</summary>
    public nint InputSampleStride { get; init; }

    /// <summary>From input channel to input channel in x.</summary>
    public nint InputPlaneStride { get; init; }

    /// <summary>From input row to input row.</summary>
    public nint InputRowStride { get; init; }

    /// <summary>From kernel row to kernel row in x: the dilation times <see cref="InputRowStride"/>.</summary>
    public nint TapRowStride { get; init; }

    /// <summary>From kernel column to kernel column in x: the dilation.</summary>
    public nint TapColumnStride { get; init; } = 1;

    /// <summary>From sample to sample in dy.</summary>
    public nint GradientSampleStride { get; init; }

    /// <summary>From output channel to output channel in dy.</summary>
    public nint GradientPlaneStride { get; init; }

    /// <summary>From output row to output row in dy.</summary>
    public nint GradientRowStride { get; init; }

    /// <summary>From kernel row to kernel row in dw.</summary>
    public nint WeightRowStride { get; init; }

    /// <summary>From kernel column to kernel column in dw.</summary>
    public nint WeightColumnStride { get; init; }

    /// <summary>From input channel to input channel in dw; output channels are neighbours.</summary>
    public nint WeightChannelStride { get; init; }
}
