using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A convolution of s8 maps, channels last and tight: rows follow each other without a gap, pixels at <see cref="InputPixel"/> and
/// <see cref="OutputPixel"/> bytes. Outside the map, input values are the input's zero point.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Int8ConvolutionShape
{
    /// <summary>Rows of the input.</summary>
    public nint InputHeight { get; init; }

    /// <summary>Pixels of an input row.</summary>
    public nint InputWidth { get; init; }

    /// <summary>Bytes from one input pixel to the next.</summary>
    public nint InputPixel { get; init; }

    /// <summary>Groups of channels.</summary>
    public nint Groups { get; init; }

    /// <summary>Input channels of each group.</summary>
    public nint InputsPerGroup { get; init; }

    /// <summary>Pixels of an output row.</summary>
    public nint OutputWidth { get; init; }

    /// <summary>Rows of the output.</summary>
    public nint OutputHeight { get; init; }

    /// <summary>Pixels of the last output row: as many as of the others, unless a map is cut into rows of another length.</summary>
    public nint LastWidth { get; init; }

    /// <summary>Output channels of all groups together.</summary>
    public nint Channels { get; init; }

    /// <summary>Bytes from one output pixel to the next.</summary>
    public nint OutputPixel { get; init; }

    /// <summary>Rows of taps.</summary>
    public nint TapRows { get; init; }

    /// <summary>Columns of taps.</summary>
    public nint TapColumns { get; init; }

    /// <summary>Input rows from one output row to the next.</summary>
    public nint StrideRows { get; init; }

    /// <summary>Input columns from one output column to the next.</summary>
    public nint StrideColumns { get; init; }

    /// <summary>Rows of padding above the input.</summary>
    public nint PaddingTop { get; init; }

    /// <summary>Columns of padding on the left of the input.</summary>
    public nint PaddingLeft { get; init; }

    /// <summary>Input rows from one row of taps to the next.</summary>
    public nint DilationRows { get; init; }

    /// <summary>Input columns from one tap of a row to the next.</summary>
    public nint DilationColumns { get; init; }

    /// <summary>Whether the taps of a row are not neighbours.</summary>
    internal bool IsDilated => DilationColumns > 1 && TapColumns > 1;

    /// <summary>Pixels of output row <paramref name="row"/>.</summary>
    internal nint Width(nint row) => row == OutputHeight - 1 ? LastWidth : OutputWidth;

    /// <summary>Input columns, padding included, that an output row of <paramref name="width"/> pixels reads.</summary>
    internal nint Columns(nint width) => (width - 1) * StrideColumns + (TapColumns - 1) * DilationColumns + 1;

    /// <summary>
    /// Columns of the input itself that an output row of <paramref name="width"/> pixels may read: behind a shorter last row there is no input.
    /// </summary>
    internal nint InputColumns(nint width) => nint.Min(InputWidth, nint.Max(Columns(width) - PaddingLeft, 0));
}
