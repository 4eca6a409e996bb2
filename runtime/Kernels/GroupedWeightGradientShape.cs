using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Trip counts and strides (in floats) of a GroupedWeightGradient kernel, which computes one row of taps for 16 channels: the sum over samples and pixels
/// of dy times what the tap reads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct GroupedWeightGradientShape
{
    /// <summary>Real channels, at most 16; no more are written.</summary>
    public nint Channels { get; init; }

    /// <summary>Samples of the batch.</summary>
    public nint Samples { get; init; }

    /// <summary>Rows of dy.</summary>
    public nint Rows { get; init; }

    /// <summary>Columns of dy.</summary>
    public nint Columns { get; init; }

    /// <summary>Taps of the row.</summary>
    public nint TapColumns { get; init; }

    /// <summary>From one tap of a row to the next in x.</summary>
    public nint TapColumnStride { get; init; }

    /// <summary>From sample to sample in x.</summary>
    public nint InputSampleStride { get; init; }

    /// <summary>From one row of dy to the next in x.</summary>
    public nint InputRowStride { get; init; }

    /// <summary>From one column of dy to the next in x.</summary>
    public nint InputColumnStride { get; init; }

    /// <summary>From sample to sample in dy.</summary>
    public nint GradientSampleStride { get; init; }

    /// <summary>From row to row in dy.</summary>
    public nint GradientRowStride { get; init; }

    /// <summary>From column to column in dy.</summary>
    public nint GradientColumnStride { get; init; }

    /// <summary>From tap to tap in dw.</summary>
    public nint WeightTapStride { get; init; }

    /// <summary>From one source channel of a group to the next in dw.</summary>
    public nint WeightInputStride { get; init; }
}
