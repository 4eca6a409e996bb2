namespace Kiln.Kernels;

/// <summary>
/// Taps that an output pixel sums over, as rows and columns of their own: all of a convolution's, or, in a transposed one with strides, those of one phase. Tap
/// (row, column) of the subset is tap (FirstRow + row * RowStep, FirstColumn + column * ColumnStep) of the layer.
/// </summary>
internal readonly struct Int8Taps
{
    /// <summary>Rows of taps.</summary>
    public nint Rows { get; init; }

    /// <summary>Columns of taps.</summary>
    public nint Columns { get; init; }

    /// <summary>The layer's row of taps that comes first.</summary>
    public nint FirstRow { get; init; }

    /// <summary>The layer's column of taps that comes first.</summary>
    public nint FirstColumn { get; init; }

    /// <summary>From one row to the next in the layer's rows; negative where taps are flipped.</summary>
    public nint RowStep { get; init; }

    /// <summary>From one column to the next in the layer's columns; negative where taps are flipped.</summary>
    public nint ColumnStep { get; init; }

    /// <summary>Whether the inputs of a row's taps are not neighbours.</summary>
    public bool IsDilated { get; init; }

    /// <summary>Every tap of a layer.</summary>
    public static Int8Taps All(in Int8WeightShape shape) =>
        new() { Rows = shape.TapRows, Columns = shape.TapColumns, RowStep = 1, ColumnStep = 1, IsDilated = shape.IsDilated != 0 };

    /// <summary>The number of a tap among all of the layer, which has <paramref name="tapColumns"/> columns.</summary>
    public nint Index(nint row, nint column, nint tapColumns) => (FirstRow + row * RowStep) * tapColumns + FirstColumn + column * ColumnStep;
}
