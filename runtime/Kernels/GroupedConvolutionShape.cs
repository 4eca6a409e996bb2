using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Trip counts and strides (in floats) of a GroupedConvolution kernel on channels-last maps: every channel of a pixel sums over taps and over the source
/// channels of its own group. A depthwise convolution has groups of one.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct GroupedConvolutionShape
{
    /// <summary>Channels, padded to a multiple of 16.</summary>
    public nint Channels { get; init; }

    /// <summary>Rows of the result.</summary>
    public nint Rows { get; init; }

    /// <summary>Columns of the result.</summary>
    public nint Columns { get; init; }

    /// <summary>Rows of taps; none is a phase of a strided gradient that is zero.</summary>
    public nint TapRows { get; init; }

    /// <summary>Columns of taps.</summary>
    public nint TapColumns { get; init; }

    /// <summary>From one result row to the next in the source.</summary>
    public nint InputRowStride { get; init; }

    /// <summary>From one result column to the next in the source.</summary>
    public nint InputColumnStride { get; init; }

    /// <summary>From one row of taps to the next in the source.</summary>
    public nint TapRowStride { get; init; }

    /// <summary>From one tap of a row to the next in the source.</summary>
    public nint TapColumnStride { get; init; }

    /// <summary>From row to row in the result and in every operand.</summary>
    public nint OutputRowStride { get; init; }

    /// <summary>From column to column in the result and in every operand.</summary>
    public nint OutputColumnStride { get; init; }
}
