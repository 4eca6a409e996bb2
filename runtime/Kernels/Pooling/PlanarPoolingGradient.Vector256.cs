using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class PlanarPoolingGradient
{
    /// <summary>The body for vectors of 256 bits.</summary>
    public static void Backward256<TPooling>(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        if (shape.IsHalving) Halve256<TPooling>(ref x, ref y, ref dy, ref dx, in shape);
        else Scatter<TPooling>(ref x, ref y, ref dy, ref dx, in shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Halve256<TPooling>(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        nint lanes = Vector256<float>.Count, last = shape.OutputWidth - lanes;
        if (last < 0)
        {
            HalveNarrow<TPooling>(ref x, ref y, ref dy, ref dx, in shape);
            return;
        }

        for (nint plane = 0; plane < shape.Channels; plane++)
        {
            for (nint row = 0; row < shape.OutputHeight; row++)
            {
                ref float upper = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (2 * row * shape.Input.Row));
                ref float lower = ref Unsafe.Add(ref upper, shape.Input.Row);
                ref float maximum = ref Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row));
                ref float gradient = ref Unsafe.Add(ref dy, (plane * shape.OutputGradient.Plane) + (row * shape.OutputGradient.Row));
                ref float upperResult = ref Unsafe.Add(ref dx, (plane * shape.InputGradient.Plane) + (2 * row * shape.InputGradient.Row));
                ref float lowerResult = ref Unsafe.Add(ref upperResult, shape.InputGradient.Row);
                for (nint column = 0; ; column = nint.Min(column + lanes, last))
                {
                    nint left = 2 * column;
                    Vector256<float> share = Vector256.LoadUnsafe(ref gradient, (nuint)column);
                    if (TPooling.IsMaximum)
                    {
                        Vector256<float> largest = Vector256.LoadUnsafe(ref maximum, (nuint)column);
                        if (Vector256.EqualsAll(largest, largest))
                            Store(largest, share, ref upper, ref lower, ref upperResult, ref lowerResult, left, areNumbers: true);
                        else Store(largest, share, ref upper, ref lower, ref upperResult, ref lowerResult, left, areNumbers: false);
                    }
                    else
                    {
                        share *= Vector256.Create(0.25f);
                        Vector256<float> shareLeft = LaneMoves.TwiceLower(share), shareRight = LaneMoves.TwiceUpper(share);
                        shareLeft.StoreUnsafe(ref upperResult, (nuint)left);
                        shareLeft.StoreUnsafe(ref lowerResult, (nuint)left);
                        shareRight.StoreUnsafe(ref upperResult, (nuint)(left + lanes));
                        shareRight.StoreUnsafe(ref lowerResult, (nuint)(left + lanes));
                    }

                    if (column == last) break;
                }

                for (nint w = 2 * shape.OutputWidth; w < shape.InputWidth; w++)
                {
                    Unsafe.Add(ref upperResult, w) = 0f;
                    Unsafe.Add(ref lowerResult, w) = 0f;
                }
            }

            ClearRows(ref Unsafe.Add(ref dx, plane * shape.InputGradient.Plane), 2 * shape.OutputHeight, in shape);
        }
    }

    /// <summary>Gives a vector of outputs' gradients to their maxima. Each output stands in both lanes of its pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector256<float> largest, Vector256<float> share, ref float upper, ref float lower, ref float upperResult, ref float lowerResult, nint column,
        bool areNumbers)
    {
        nuint left = (nuint)column, right = left + (nuint)Vector256<float>.Count;
        StorePairs(LaneMoves.TwiceLower(largest), LaneMoves.TwiceLower(share), ref upper, ref lower, ref upperResult, ref lowerResult, left, areNumbers);
        StorePairs(LaneMoves.TwiceUpper(largest), LaneMoves.TwiceUpper(share), ref upper, ref lower, ref upperResult, ref lowerResult, right, areNumbers);
    }

    /// <summary>A lane wins where it equals the maximum and none before it in its window did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs(
        Vector256<float> largest, Vector256<float> share, ref float upper, ref float lower, ref float upperResult, ref float lowerResult, nuint column,
        bool areNumbers)
    {
        Vector256<float> above = MaximumPooling.Find(Vector256.LoadUnsafe(ref upper, column), largest, areNumbers);
        Vector256<float> below = MaximumPooling.Find(Vector256.LoadUnsafe(ref lower, column), largest, areNumbers);
        Vector256<float> taken = above | LaneMoves.SwapPairs(above);
        above = Vector256.AndNot(above, LaneMoves.TwiceEven(above) & LaneMoves.OddLanes256);
        below = Vector256.AndNot(below, taken | (LaneMoves.TwiceEven(below) & LaneMoves.OddLanes256));
        (share & above).StoreUnsafe(ref upperResult, column);
        (share & below).StoreUnsafe(ref lowerResult, column);
    }
}
