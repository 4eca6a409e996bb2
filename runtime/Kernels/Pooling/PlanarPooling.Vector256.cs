using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class PlanarPooling
{
    /// <summary>The body for vectors of 256 bits.</summary>
    public static void Forward256<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        if (shape.IsHalving) Halve256<TPooling>(ref x, ref y, in shape);
        else Slide256<TPooling>(ref x, ref y, in shape);
    }

    // The last vector of a row overlaps the one before it rather than run over the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Halve256<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        nint lanes = Vector256<float>.Count, last = shape.OutputWidth - lanes;
        if (last < 0)
        {
            HalveNarrow<TPooling>(ref x, ref y, in shape);
            return;
        }

        for (nint plane = 0; plane < shape.Channels; plane++)
            for (nint row = 0; row < shape.OutputHeight; row++)
            {
                ref float upper = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (2 * row * shape.Input.Row));
                ref float lower = ref Unsafe.Add(ref upper, shape.Input.Row);
                ref float result = ref Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row));
                for (nint column = 0; ; column = nint.Min(column + lanes, last))
                {
                    Vector256<float> upperLeft = Vector256.LoadUnsafe(ref upper, (nuint)(2 * column));
                    Vector256<float> lowerLeft = Vector256.LoadUnsafe(ref lower, (nuint)(2 * column));
                    Vector256<float> upperRight = Vector256.LoadUnsafe(ref upper, (nuint)((2 * column) + lanes));
                    Vector256<float> lowerRight = Vector256.LoadUnsafe(ref lower, (nuint)((2 * column) + lanes));
                    Vector256<float> whole = TPooling.CombinePairs(TPooling.Combine(upperLeft, lowerLeft), TPooling.Combine(upperRight, lowerRight));
                    (TPooling.IsMaximum ? whole : whole * Vector256.Create(0.25f)).StoreUnsafe(ref result, (nuint)column);
                    Vector256<float> sum = upperLeft + lowerLeft + (upperRight + lowerRight);
                    if (TPooling.IsMaximum && !Vector256.EqualsAll(sum, sum)) FindNaN(ref upper, ref result, row, column, lanes, in shape);
                    if (column == last) break;
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Slide256<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        nint lanes = Vector256<float>.Count, strideWidth = shape.StrideWidth, kernelWidth = shape.KernelWidth;
        nint first = shape.FirstInnerColumn, end = shape.LastInnerColumn, last = end - lanes;
        if (last < first)
        {
            SlideNarrow<TPooling>(ref x, ref y, in shape);
            return;
        }

        for (nint plane = 0; plane < shape.Channels; plane++)
            for (nint row = 0; row < shape.OutputHeight; row++)
            {
                nint top = shape.Top(row), height = shape.Bottom(row) - top;
                ref float source = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (top * shape.Input.Row));
                ref float result = ref Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row));
                for (nint column = 0; column < first; column++) Window<TPooling>(ref source, ref result, row, column, in shape);
                for (nint column = end; column < shape.OutputWidth; column++) Window<TPooling>(ref source, ref result, row, column, in shape);

                // Windows inside the map differ in their divisor by row only.
                Vector256<float> factor = TPooling.IsMaximum ? default : Vector256.Create(1f / shape.Divisor(row, first));
                for (nint column = first; ; column = nint.Min(column + lanes, last))
                {
                    Vector256<float> whole = Vector256.Create(TPooling.Start), sum = Vector256<float>.Zero;
                    for (nint h = 0; h < height; h++)
                    {
                        ref float tap = ref Unsafe.Add(ref source, (h * shape.Input.Row) + (column * strideWidth) - shape.PaddingLeft);
                        for (nint w = 0; w < kernelWidth; w++)
                        {
                            Vector256<float> pixels = strideWidth == 1 ? Vector256.LoadUnsafe(ref tap)
                                : strideWidth == 2 ? LaneMoves.Even(Vector256.LoadUnsafe(ref tap), Vector256.LoadUnsafe(ref tap, (nuint)lanes))
                                : LaneMoves.LoadStrided256(ref tap, strideWidth);
                            whole = TPooling.Combine(whole, pixels);
                            if (TPooling.IsMaximum) sum += pixels;
                            tap = ref Unsafe.Add(ref tap, 1);
                        }
                    }

                    (TPooling.IsMaximum ? whole : whole * factor).StoreUnsafe(ref result, (nuint)column);
                    if (TPooling.IsMaximum && !Vector256.EqualsAll(sum, sum)) FindNaN(ref source, ref result, row, column, lanes, in shape);
                    if (column == last) break;
                }
            }
    }
}
