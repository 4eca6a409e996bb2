using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Pooling of a channels-last map of bytes: window (row, column) covers input rows row * StrideHeight - PaddingTop to + WindowHeight and likewise columns, cut at
/// the map's edges. Every window holds at least one real pixel.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Int8PoolShape
{
    /// <summary>Rows of the input map.</summary>
    public nint InputHeight { get; init; }

    /// <summary>Pixels of an input row.</summary>
    public nint InputWidth { get; init; }

    /// <summary>Bytes from pixel to pixel of the input.</summary>
    public nint InputPixel { get; init; }

    /// <summary>Pixels of an output row.</summary>
    public nint OutputWidth { get; init; }

    /// <summary>Bytes from pixel to pixel of the output.</summary>
    public nint OutputPixel { get; init; }

    /// <summary>Channels.</summary>
    public nint Channels { get; init; }

    /// <summary>Rows of a window.</summary>
    public nint WindowHeight { get; init; }

    /// <summary>Columns of a window.</summary>
    public nint WindowWidth { get; init; }

    /// <summary>Input rows from one window to the next.</summary>
    public nint StrideHeight { get; init; }

    /// <summary>Input columns from one window to the next.</summary>
    public nint StrideWidth { get; init; }

    /// <summary>Virtual rows above the map.</summary>
    public nint PaddingTop { get; init; }

    /// <summary>Virtual columns left of the map.</summary>
    public nint PaddingLeft { get; init; }

    /// <summary>1 where an average divides by all elements of a window, so that it has one multiplier; 0 where it divides by the real pixels.</summary>
    public nint CountPadding { get; init; }

    /// <summary>Bytes from row to row of the input.</summary>
    internal nint InputRow => InputWidth * InputPixel;

    /// <summary>Bytes from row to row of the output.</summary>
    internal nint OutputRow => OutputWidth * OutputPixel;

    /// <summary>First input row of the windows of output row <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint Top(nint row) => nint.Max(row * StrideHeight - PaddingTop, 0);

    /// <summary>One past the last input row of the windows of output row <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint Bottom(nint row) => nint.Min(row * StrideHeight - PaddingTop + WindowHeight, InputHeight);

    /// <summary>First input column of the windows of output column <paramref name="column"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint Left(nint column) => nint.Max(column * StrideWidth - PaddingLeft, 0);

    /// <summary>One past the last input column of the windows of output column <paramref name="column"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint Right(nint column) => nint.Min(column * StrideWidth - PaddingLeft + WindowWidth, InputWidth);
}
