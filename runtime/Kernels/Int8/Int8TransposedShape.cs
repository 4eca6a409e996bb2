using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A transposed convolution of s8 maps, channels last and tight: input row i reaches output row i * StrideRows - PaddingTop + k * DilationRows by its row of
/// taps k, and columns alike.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Int8TransposedShape
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

    /// <summary>Output channels of all groups together.</summary>
    public nint Channels { get; init; }

    /// <summary>Bytes from one output pixel to the next.</summary>
    public nint OutputPixel { get; init; }

    /// <summary>Rows of taps.</summary>
    public nint TapRows { get; init; }

    /// <summary>Columns of taps.</summary>
    public nint TapColumns { get; init; }

    /// <summary>Output rows from one input row to the next.</summary>
    public nint StrideRows { get; init; }

    /// <summary>Output columns from one input column to the next.</summary>
    public nint StrideColumns { get; init; }

    /// <summary>Rows cut off above the output.</summary>
    public nint PaddingTop { get; init; }

    /// <summary>Columns cut off on the left of the output.</summary>
    public nint PaddingLeft { get; init; }

    /// <summary>Output rows from one row of taps to the next.</summary>
    public nint DilationRows { get; init; }

    /// <summary>Output columns from one tap of a row to the next.</summary>
    public nint DilationColumns { get; init; }

    /// <summary>The rows as one axis.</summary>
    internal Int8TransposedAxis Rows => new(TapRows, StrideRows, PaddingTop, DilationRows);

    /// <summary>The columns as one axis.</summary>
    internal Int8TransposedAxis Columns => new(TapColumns, StrideColumns, PaddingLeft, DilationColumns);

    /// <summary>Whether the inputs that the taps of a row meet are not neighbours.</summary>
    internal bool IsDilated => Columns.InputStep > 1 && TapColumns > 1;
}
