using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Pooling of planar maps: a vector holds neighbouring outputs of one row. 2x2 windows side by side combine two rows and then pairs of lanes, without
/// gathering; other windows load one float in every stride for each pixel of the window.
/// </summary>
internal static partial class PlanarPooling
{
    /// <summary>2x2 windows side by side, in the widest vectors that a row fills.</summary>
    private static void HalveNarrow<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        if (shape.OutputWidth >= 8) Halve256<TPooling>(ref x, ref y, in shape);
        else if (shape.OutputWidth >= 4) Halve128<TPooling>(ref x, ref y, in shape);
        else HalveScalars<TPooling>(ref x, ref y, in shape);
    }

    /// <summary>Any other windows, in the widest vectors that the windows inside the map fill.</summary>
    private static void SlideNarrow<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        nint inner = shape.LastInnerColumn - shape.FirstInnerColumn;
        if (inner >= 8) Slide256<TPooling>(ref x, ref y, in shape);
        else if (inner >= 4) Slide128<TPooling>(ref x, ref y, in shape);
        else SlideScalars<TPooling>(ref x, ref y, in shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void HalveScalars<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        for (nint plane = 0; plane < shape.Channels; plane++)
            for (nint row = 0; row < shape.OutputHeight; row++)
                for (nint column = 0; column < shape.OutputWidth; column++)
                {
                    ref float upper = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (2 * row * shape.Input.Row) + (2 * column));
                    ref float lower = ref Unsafe.Add(ref upper, shape.Input.Row);
                    Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row) + column) =
                        TPooling.OfFour(upper, Unsafe.Add(ref upper, 1), lower, Unsafe.Add(ref lower, 1));
                }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SlideScalars<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        for (nint plane = 0; plane < shape.Channels; plane++)
            for (nint row = 0; row < shape.OutputHeight; row++)
            {
                ref float source = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (shape.Top(row) * shape.Input.Row));
                ref float result = ref Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row));
                for (nint column = 0; column < shape.OutputWidth; column++) Window<TPooling>(ref source, ref result, row, column, in shape);
            }
    }

    /// <summary>One clamped window in scalars: the edges, and rows too short for vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Window<TPooling>(ref float source, ref float result, nint row, nint column, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        nint height = shape.Bottom(row) - shape.Top(row), left = shape.Left(column), right = shape.Right(column);
        float whole = TPooling.Start;
        for (nint h = 0; h < height; h++)
            for (nint w = left; w < right; w++) whole = TPooling.Include(whole, Unsafe.Add(ref source, (h * shape.Input.Row) + w));
        Unsafe.Add(ref result, column) = TPooling.IsMaximum ? whole : whole / shape.Divisor(row, column);
    }

    /// <summary>Outputs of a vector that may have lost a NaN.</summary>
    private static void FindNaN(ref float source, ref float result, nint row, nint column, nint lanes, in PoolShape shape)
    {
        for (nint lane = 0; lane < lanes; lane++) Window<MaximumPooling>(ref source, ref result, row, column + lane, in shape);
    }
}
