using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// One sample's pooling: window (oy, ox) covers rows oy * StrideHeight - PaddingTop to + KernelHeight and likewise columns, clamped
/// to the map. The last window may run over the bottom and right edges (ceil mode), but every window holds at least one real pixel.
/// The same shape serves the planar and the channels-last kernels; the strides say which memory is meant.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PoolShape
{
    /// <summary>Planar: planes. Channels-last: channels padded to a multiple of 16.</summary>
    public nint Channels { get; init; }

    /// <summary>Rows of the input map, without border.</summary>
    public nint InputHeight { get; init; }

    /// <summary>Columns of the input map, without border.</summary>
    public nint InputWidth { get; init; }

    /// <summary>Rows of the output map.</summary>
    public nint OutputHeight { get; init; }

    /// <summary>Columns of the output map.</summary>
    public nint OutputWidth { get; init; }

    /// <summary>Rows of a window.</summary>
    public nint KernelHeight { get; init; }

    /// <summary>Columns of a window.</summary>
    public nint KernelWidth { get; init; }

    /// <summary>Input rows from one window to the next.</summary>
    public nint StrideHeight { get; init; }

    /// <summary>Input columns from one window to the next.</summary>
    public nint StrideWidth { get; init; }

    /// <summary>Virtual rows above the map.</summary>
    public nint PaddingTop { get; init; }

    /// <summary>Virtual columns left of the map.</summary>
    public nint PaddingLeft { get; init; }

    /// <summary>Virtual rows below the map; only the divisor of an average that counts padding knows them.</summary>
    public nint PaddingBottom { get; init; }

    /// <summary>Virtual columns right of the map; only the divisor of an average that counts padding knows them.</summary>
    public nint PaddingRight { get; init; }

    /// <summary>Averages divide by the elements of the window including padding (PyTorch's default), not by its real pixels (TFLite).</summary>
    public bool CountPadding { get; init; }

    /// <summary>Memory of x.</summary>
    public MapStrides Input { get; init; }

    /// <summary>Memory of y.</summary>
    public MapStrides Output { get; init; }

    /// <summary>Memory of dx (gradient kernels only).</summary>
    public MapStrides InputGradient { get; init; }

    /// <summary>Memory of dy (gradient kernels only).</summary>
    public MapStrides OutputGradient { get; init; }

    /// <summary>
    /// Rows at the top of the map whose gradient is left to others (gradient kernels of windows that overlap only): all windows that reach a row add to it in
    /// the order of the windows, whichever rows are computed together.
    /// </summary>
    public nint SkippedTop { get; init; }

    /// <summary>Rows at the bottom of the map whose gradient is left to others.</summary>
    public nint SkippedBottom { get; init; }

    /// <summary>One past the last input row whose gradient is computed.</summary>
    public nint EndRow => InputHeight - SkippedBottom;

    /// <summary>The first output row whose windows reach a row whose gradient is computed.</summary>
    public nint FirstWindowRow => nint.Max(SkippedTop + PaddingTop - KernelHeight + StrideHeight, 0) / StrideHeight;

    /// <summary>One past the last output row whose windows reach a row whose gradient is computed.</summary>
    public nint EndWindowRow => nint.Min((EndRow + PaddingTop + StrideHeight - 1) / StrideHeight, OutputHeight);

    /// <summary>First input row of the windows of output row <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Top(nint row) => nint.Max(row * StrideHeight - PaddingTop, 0);

    /// <summary>One past the last input row of the windows of output row <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Bottom(nint row) => nint.Min(row * StrideHeight - PaddingTop + KernelHeight, InputHeight);

    /// <summary>First input column of the windows of output column <paramref name="column"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Left(nint column) => nint.Max(column * StrideWidth - PaddingLeft, 0);

    /// <summary>One past the last input column of the windows of output column <paramref name="column"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Right(nint column) => nint.Min(column * StrideWidth - PaddingLeft + KernelWidth, InputWidth);

    /// <summary>
    /// What the average of window (<paramref name="row"/>, <paramref name="column"/>) divides by; padding counts up to the padded map's edge, not beyond it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Divisor(nint row, nint column)
    {
        if (!CountPadding) return (Bottom(row) - Top(row)) * (Right(column) - Left(column));
        nint top = row * StrideHeight - PaddingTop;
        nint left = column * StrideWidth - PaddingLeft;
        return (nint.Min(top + KernelHeight, InputHeight + PaddingBottom) - top) * (nint.Min(left + KernelWidth, InputWidth + PaddingRight) - left);
    }

    /// <summary>First output column whose window begins inside the map.</summary>
    public nint FirstInnerColumn => nint.Min((PaddingLeft + StrideWidth - 1) / StrideWidth, OutputWidth);

    /// <summary>One past the last output column whose window ends inside the map; never below <see cref="FirstInnerColumn"/>.</summary>
    public nint LastInnerColumn =>
        nint.Clamp(InputWidth + PaddingLeft < KernelWidth ? 0 : (InputWidth + PaddingLeft - KernelWidth) / StrideWidth + 1, FirstInnerColumn, OutputWidth);

    /// <summary>Windows are 2x2 side by side and need no clamping.</summary>
    public bool IsHalving => KernelHeight == 2 && KernelWidth == 2 && StrideHeight == 2 && StrideWidth == 2
        && PaddingTop == 0 && PaddingLeft == 0 && 2 * OutputHeight <= InputHeight && 2 * OutputWidth <= InputWidth;
}
