using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Pooling of channels-last maps: a vector holds channels of one pixel, whose number is a multiple of 16.</summary>
internal static partial class ChannelsLastPooling
{
    /// <summary>Four vectors of channels at a time, enough to hide the latency of one; the rest by single ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Forward256<TPooling>(ref float x, ref float y, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        nint lanes = Vector256<float>.Count, channels = shape.Channels, xRow = shape.Input.Row, xPixel = shape.Input.Pixel;
        for (nint row = 0; row < shape.OutputHeight; row++)
        {
            nint top = shape.Top(row), height = shape.Bottom(row) - top;
            for (nint column = 0; column < shape.OutputWidth; column++)
            {
                nint left = shape.Left(column), width = shape.Right(column) - left, channel = 0;
                Vector256<float> factor = TPooling.IsMaximum ? default : Vector256.Create(1f / shape.Divisor(row, column));
                ref float window = ref Unsafe.Add(ref x, (top * xRow) + (left * xPixel));
                ref float result = ref Unsafe.Add(ref y, (row * shape.Output.Row) + (column * shape.Output.Pixel));
                for (; channel <= channels - (4 * lanes); channel += 4 * lanes)
                {
                    Vector256<float> whole0 = Vector256.Create(TPooling.Start), whole1 = whole0, whole2 = whole0, whole3 = whole0;
                    Vector256<float> sum0 = Vector256<float>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
                    for (nint h = 0; h < height; h++)
                    {
                        ref float tap = ref Unsafe.Add(ref window, (h * xRow) + channel);
                        for (nint w = 0; w < width; w++)
                        {
                            Vector256<float> pixel0 = Vector256.LoadUnsafe(ref tap);
                            whole0 = TPooling.Combine(whole0, pixel0);
                            if (TPooling.IsMaximum) sum0 += pixel0;
                            Vector256<float> pixel1 = Vector256.LoadUnsafe(ref tap, (nuint)lanes);
                            whole1 = TPooling.Combine(whole1, pixel1);
                            if (TPooling.IsMaximum) sum1 += pixel1;
                            Vector256<float> pixel2 = Vector256.LoadUnsafe(ref tap, (nuint)(2 * lanes));
                            whole2 = TPooling.Combine(whole2, pixel2);
                            if (TPooling.IsMaximum) sum2 += pixel2;
                            Vector256<float> pixel3 = Vector256.LoadUnsafe(ref tap, (nuint)(3 * lanes));
                            whole3 = TPooling.Combine(whole3, pixel3);
                            if (TPooling.IsMaximum) sum3 += pixel3;
                            tap = ref Unsafe.Add(ref tap, xPixel);
                        }
                    }

                    (TPooling.IsMaximum ? whole0 : whole0 * factor).StoreUnsafe(ref result, (nuint)channel);
                    (TPooling.IsMaximum ? whole1 : whole1 * factor).StoreUnsafe(ref result, (nuint)(channel + lanes));
                    (TPooling.IsMaximum ? whole2 : whole2 * factor).StoreUnsafe(ref result, (nuint)(channel + (2 * lanes)));
                    (TPooling.IsMaximum ? whole3 : whole3 * factor).StoreUnsafe(ref result, (nuint)(channel + (3 * lanes)));
                    Vector256<float> all = sum0 + sum1 + sum2 + sum3;
                    if (TPooling.IsMaximum && !Vector256.EqualsAll(all, all))
                        FindNaN256(ref Unsafe.Add(ref window, channel), ref Unsafe.Add(ref result, channel), height, width, 4 * lanes, in shape);
                }

                for (; channel < channels; channel += lanes)
                {
                    Vector256<float> whole = Vector256.Create(TPooling.Start), sum = Vector256<float>.Zero;
                    for (nint h = 0; h < height; h++)
                    {
                        ref float tap = ref Unsafe.Add(ref window, (h * xRow) + channel);
                        for (nint w = 0; w < width; w++)
                        {
                            Vector256<float> pixel = Vector256.LoadUnsafe(ref tap);
                            whole = TPooling.Combine(whole, pixel);
                            if (TPooling.IsMaximum) sum += pixel;
                            tap = ref Unsafe.Add(ref tap, xPixel);
                        }
                    }

                    (TPooling.IsMaximum ? whole : whole * factor).StoreUnsafe(ref result, (nuint)channel);
                    if (TPooling.IsMaximum && !Vector256.EqualsAll(sum, sum))
                        FindNaN256(ref Unsafe.Add(ref window, channel), ref Unsafe.Add(ref result, channel), height, width, lanes, in shape);
                }
            }
        }
    }

    /// <summary>The maximum of some channels of a window, NaN where one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FindNaN256(ref float window, ref float result, nint height, nint width, nint channels, in PoolShape shape)
    {
        for (nint channel = 0; channel < channels; channel += Vector256<float>.Count)
        {
            Vector256<float> whole = Vector256.Create(float.NegativeInfinity);
            for (nint h = 0; h < height; h++)
                for (nint w = 0; w < width; w++)
                    whole = Vector256.Max(
                        whole, Vector256.LoadUnsafe(ref window, (nuint)((h * shape.Input.Row) + (w * shape.Input.Pixel) + channel)));
            whole.StoreUnsafe(ref result, (nuint)channel);
        }
    }

    /// <summary>Two vectors of channels at a time; windows with a NaN, which equals nothing, are compared otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MaximumGradient256(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
    {
        nint lanes = Vector256<float>.Count, channels = shape.Channels;
        Clear256(ref dx, in shape);
        for (nint row = shape.FirstWindowRow; row < shape.EndWindowRow; row++)
        {
            nint top = shape.Top(row), height = nint.Min(shape.Bottom(row), shape.EndRow) - top, skipped = nint.Max(shape.SkippedTop - top, 0);
            for (nint column = 0; column < shape.OutputWidth; column++)
            {
                nint left = shape.Left(column), width = shape.Right(column) - left, channel = 0;
                ref float maximum = ref Unsafe.Add(ref y, (row * shape.Output.Row) + (column * shape.Output.Pixel));
                ref float gradient = ref Unsafe.Add(ref dy, (row * shape.OutputGradient.Row) + (column * shape.OutputGradient.Pixel));
                ref float taps = ref Unsafe.Add(ref x, (top * shape.Input.Row) + (left * shape.Input.Pixel));
                ref float sums = ref Unsafe.Add(ref dx, (top * shape.InputGradient.Row) + (left * shape.InputGradient.Pixel));
                for (; channel <= channels - (2 * lanes); channel += 2 * lanes)
                {
                    Vector256<float> maximum0 = Vector256.LoadUnsafe(ref maximum, (nuint)channel);
                    Vector256<float> maximum1 = Vector256.LoadUnsafe(ref maximum, (nuint)(channel + lanes));
                    Vector256<float> gradient0 = Vector256.LoadUnsafe(ref gradient, (nuint)channel);
                    Vector256<float> gradient1 = Vector256.LoadUnsafe(ref gradient, (nuint)(channel + lanes));
                    ref float tap = ref Unsafe.Add(ref taps, channel);
                    ref float sum = ref Unsafe.Add(ref sums, channel);
                    if (Vector256.EqualsAll(maximum0, maximum0) && Vector256.EqualsAll(maximum1, maximum1))
                        Add256(ref tap, ref sum, maximum0, maximum1, gradient0, gradient1, skipped, height, width, areNumbers: true, areTwo: true, in shape);
                    else Add256(ref tap, ref sum, maximum0, maximum1, gradient0, gradient1, skipped, height, width, areNumbers: false, areTwo: true, in shape);
                }

                for (; channel < channels; channel += lanes)
                {
                    Vector256<float> largest = Vector256.LoadUnsafe(ref maximum, (nuint)channel);
                    Vector256<float> share = Vector256.LoadUnsafe(ref gradient, (nuint)channel);
                    ref float tap = ref Unsafe.Add(ref taps, channel);
                    ref float sum = ref Unsafe.Add(ref sums, channel);
                    if (Vector256.EqualsAll(largest, largest))
                        Add256(ref tap, ref sum, largest, default, share, default, skipped, height, width, areNumbers: true, areTwo: false, in shape);
                    else Add256(ref tap, ref sum, largest, default, share, default, skipped, height, width, areNumbers: false, areTwo: false, in shape);
                }
            }
        }
    }

    /// <summary>Adds the gradients of a window to its first pixels that equal the maxima. Those in skipped rows are found, and left to others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add256(
        ref float taps, ref float sums, Vector256<float> maximum0, Vector256<float> maximum1, Vector256<float> gradient0, Vector256<float> gradient1,
        nint skipped, nint height, nint width, bool areNumbers, bool areTwo, in PoolShape shape)
    {
        nint xRow = shape.Input.Row, xPixel = shape.Input.Pixel, dxRow = shape.InputGradient.Row, dxPixel = shape.InputGradient.Pixel;
        nuint lanes = (nuint)Vector256<float>.Count;
        Vector256<float> taken0 = Vector256<float>.Zero, taken1 = Vector256<float>.Zero;
        for (nint h = 0; h < skipped; h++)
            for (nint w = 0; w < width; w++)
            {
                ref float tap = ref Unsafe.Add(ref taps, (h * xRow) + (w * xPixel));
                taken0 |= MaximumPooling.Find(Vector256.LoadUnsafe(ref tap), maximum0, areNumbers);
                if (areTwo) taken1 |= MaximumPooling.Find(Vector256.LoadUnsafe(ref tap, lanes), maximum1, areNumbers);
            }

        for (nint h = skipped; h < height; h++)
        {
            ref float tap = ref Unsafe.Add(ref taps, h * xRow);
            ref float sum = ref Unsafe.Add(ref sums, h * dxRow);
            for (nint w = 0; w < width; w++)
            {
                Vector256<float> first0 = Vector256.AndNot(MaximumPooling.Find(Vector256.LoadUnsafe(ref tap), maximum0, areNumbers), taken0);
                taken0 |= first0;
                (Vector256.LoadUnsafe(ref sum) + (gradient0 & first0)).StoreUnsafe(ref sum);
                if (areTwo)
                {
                    Vector256<float> first1 = Vector256.AndNot(MaximumPooling.Find(Vector256.LoadUnsafe(ref tap, lanes), maximum1, areNumbers), taken1);
                    taken1 |= first1;
                    (Vector256.LoadUnsafe(ref sum, lanes) + (gradient1 & first1)).StoreUnsafe(ref sum, lanes);
                }

                tap = ref Unsafe.Add(ref tap, xPixel);
                sum = ref Unsafe.Add(ref sum, dxPixel);
            }
        }
    }

    /// <summary>Four vectors of channels at a time; the rest by single ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AverageGradient256(ref float dy, ref float dx, in PoolShape shape)
    {
        nint channels = shape.Channels, dxRow = shape.InputGradient.Row, dxPixel = shape.InputGradient.Pixel;
        nuint lanes = (nuint)Vector256<float>.Count;
        Clear256(ref dx, in shape);
        for (nint row = shape.FirstWindowRow; row < shape.EndWindowRow; row++)
        {
            nint top = nint.Max(shape.Top(row), shape.SkippedTop), height = nint.Min(shape.Bottom(row), shape.EndRow) - top;
            for (nint column = 0; column < shape.OutputWidth; column++)
            {
                nint left = shape.Left(column), width = shape.Right(column) - left, channel = 0;
                Vector256<float> factor = Vector256.Create(1f / shape.Divisor(row, column));
                ref float gradient = ref Unsafe.Add(ref dy, (row * shape.OutputGradient.Row) + (column * shape.OutputGradient.Pixel));
                ref float sums = ref Unsafe.Add(ref dx, (top * dxRow) + (left * dxPixel));
                for (; channel <= channels - (4 * Vector256<float>.Count); channel += 4 * Vector256<float>.Count)
                {
                    Vector256<float> share0 = Vector256.LoadUnsafe(ref gradient, (nuint)channel) * factor;
                    Vector256<float> share1 = Vector256.LoadUnsafe(ref gradient, (nuint)channel + lanes) * factor;
                    Vector256<float> share2 = Vector256.LoadUnsafe(ref gradient, (nuint)channel + (2 * lanes)) * factor;
                    Vector256<float> share3 = Vector256.LoadUnsafe(ref gradient, (nuint)channel + (3 * lanes)) * factor;
                    for (nint h = 0; h < height; h++)
                    {
                        ref float sum = ref Unsafe.Add(ref sums, (h * dxRow) + channel);
                        for (nint w = 0; w < width; w++)
                        {
                            (Vector256.LoadUnsafe(ref sum) + share0).StoreUnsafe(ref sum);
                            (Vector256.LoadUnsafe(ref sum, lanes) + share1).StoreUnsafe(ref sum, lanes);
                            (Vector256.LoadUnsafe(ref sum, 2 * lanes) + share2).StoreUnsafe(ref sum, 2 * lanes);
                            (Vector256.LoadUnsafe(ref sum, 3 * lanes) + share3).StoreUnsafe(ref sum, 3 * lanes);
                            sum = ref Unsafe.Add(ref sum, dxPixel);
                        }
                    }
                }

                for (; channel < channels; channel += Vector256<float>.Count)
                {
                    Vector256<float> share = Vector256.LoadUnsafe(ref gradient, (nuint)channel) * factor;
                    for (nint h = 0; h < height; h++)
                    {
                        ref float sum = ref Unsafe.Add(ref sums, (h * dxRow) + channel);
                        for (nint w = 0; w < width; w++)
                        {
                            (Vector256.LoadUnsafe(ref sum) + share).StoreUnsafe(ref sum);
                            sum = ref Unsafe.Add(ref sum, dxPixel);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Sets dx to zero, for windows only add to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear256(ref float dx, in PoolShape shape)
    {
        nint channels = shape.Channels, dxRow = shape.InputGradient.Row, dxPixel = shape.InputGradient.Pixel;
        for (nint h = shape.SkippedTop; h < shape.EndRow; h++)
            for (nint w = 0; w < shape.InputWidth; w++)
            {
                ref float pixel = ref Unsafe.Add(ref dx, (h * dxRow) + (w * dxPixel));
                for (nint channel = 0; channel < channels; channel += Vector256<float>.Count)
                    Vector256<float>.Zero.StoreUnsafe(ref pixel, (nuint)channel);
            }
    }
}
