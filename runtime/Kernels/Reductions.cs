using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Sums in an order that depends on shapes only. Long sums have three levels (row, sample, batch), so that rounding errors grow with
/// the longest level, not with the product; each channel is summed by one worker.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Reductions
{
    /// <summary>
    /// The sum of <paramref name="count"/> floats, <paramref name="stride"/> apart, in index order and double precision: per-sample losses, weights.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ref float values, nint count, nint stride)
    {
        double sum = 0;
        for (nint i = 0; i < count; i++) sum += Unsafe.Add(ref values, i * stride);
        return sum;
    }

    /// <summary>
    /// result[c] = (or += where <paramref name="accumulate"/>) the sum of channel c over all samples and pixels, for channels
    /// [first, last). Result is [channels] without pads; nothing after it is written.
    /// </summary>
    public static void ChannelSums(ref float x, in MapBatch batch, nint first, nint last, ref float result, bool accumulate)
    {
        if (batch.IsChannelsLast) LastSums(ref x, in batch, first, last, ref result, accumulate);
        else PlaneSums(ref x, in batch, first, last, ref result, accumulate);
    }

    /// <summary>result[n] = (or +=) the sum over rows of x[row][n], n in [0, columns), rows <paramref name="rowStride"/> floats apart.</summary>
    public static void ColumnSums(ref float x, nint rows, nint columns, nint rowStride, ref float result, bool accumulate) =>
        LastSums(ref x, MapBatch.Vectors(rows, rowStride), 0, columns, ref result, accumulate);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LastSums(ref float x, in MapBatch batch, nint first, nint last, ref float result, bool accumulate)
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = first; channel < last; channel += 2 * lanes)
        {
            // The second vector may lie beyond the last channel: it is loaded from the first one's place and not stored.
            nint second = channel + lanes < last ? lanes : 0;
            Vector<float> total0 = Vector<float>.Zero;
            Vector<float> total1 = Vector<float>.Zero;
            for (nint sample = 0; sample < batch.Samples; sample++)
            {
                Vector<float> sample0 = Vector<float>.Zero;
                Vector<float> sample1 = Vector<float>.Zero;
                for (nint h = 0; h < batch.Height; h++)
                {
                    ref float pixel = ref Unsafe.Add(ref x, sample * batch.SampleStride + h * batch.Strides.Row + channel);
                    Vector<float> row0 = Vector<float>.Zero;
                    Vector<float> row1 = Vector<float>.Zero;
                    for (nint w = 0; w < batch.Width; w++)
                    {
                        row0 += Vector.LoadUnsafe(ref pixel);
                        row1 += Vector.LoadUnsafe(ref pixel, (nuint)second);
                        pixel = ref Unsafe.Add(ref pixel, batch.Strides.Pixel);
                    }

                    sample0 += row0;
                    sample1 += row1;
                }

                total0 += sample0;
                total1 += sample1;
            }

            PartialVector.Put(total0, ref Unsafe.Add(ref result, channel), nint.Min(lanes, last - channel), accumulate);
            if (second > 0) PartialVector.Put(total1, ref Unsafe.Add(ref result, channel + lanes), nint.Min(lanes, last - channel - lanes), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PlaneSums(ref float x, in MapBatch batch, nint first, nint last, ref float result, bool accumulate)
    {
        MapBatch rows = batch.HasUnbrokenPlanes ? batch.Unbroken() : batch;
        for (nint channel = first; channel < last; channel++)
        {
            double total = accumulate ? Unsafe.Add(ref result, channel) : 0;
            for (nint sample = 0; sample < rows.Samples; sample++)
                for (nint h = 0; h < rows.Height; h++)
                    total += RowSum(ref Unsafe.Add(ref x, sample * rows.SampleStride + channel * rows.Strides.Plane + h * rows.Strides.Row), rows.Width);
            Unsafe.Add(ref result, channel) = (float)total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float RowSum(ref float row, nint width)
    {
        // Two sums, for one would wait for the latency of each addition.
        nint lanes = Vector<float>.Count;
        Vector<float> sums0 = Vector<float>.Zero;
        Vector<float> sums1 = Vector<float>.Zero;
        nint w = 0;
        for (; w <= width - 2 * lanes; w += 2 * lanes)
        {
            sums0 += Vector.LoadUnsafe(ref row, (nuint)w);
            sums1 += Vector.LoadUnsafe(ref row, (nuint)(w + lanes));
        }

        float sum = Vector.Sum(sums0 + sums1);
        for (; w < width; w++) sum += Unsafe.Add(ref row, w);
        return sum;
    }

    /// <summary>y = factor * x for <paramref name="count"/> floats, a multiple of 16; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ref float x, ref float y, nint count, float factor)
    {
        Vector<float> factors = new(factor);
        for (nint i = 0; i < count; i += Vector<float>.Count) (factors * Vector.LoadUnsafe(ref x, (nuint)i)).StoreUnsafe(ref y, (nuint)i);
    }

    /// <summary>y = a + b, or y += a + b where <paramref name="accumulate"/> is set, for <paramref name="count"/> floats and no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref float a, ref float b, ref float y, nint count, bool accumulate)
    {
        nint i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref a, (nuint)i) + Vector256.LoadUnsafe(ref b, (nuint)i);
            (accumulate ? Vector256.LoadUnsafe(ref y, (nuint)i) + sum : sum).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < count; i++)
        {
            float sum = Unsafe.Add(ref a, i) + Unsafe.Add(ref b, i);
            Unsafe.Add(ref y, i) = accumulate ? Unsafe.Add(ref y, i) + sum : sum;
        }
    }

    /// <summary>y = a, or y += a where <paramref name="accumulate"/> is set, for <paramref name="count"/> floats and no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ref float a, ref float y, nint count, bool accumulate)
    {
        nint i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> value = Vector256.LoadUnsafe(ref a, (nuint)i);
            (accumulate ? Vector256.LoadUnsafe(ref y, (nuint)i) + value : value).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < count; i++) Unsafe.Add(ref y, i) = accumulate ? Unsafe.Add(ref y, i) + Unsafe.Add(ref a, i) : Unsafe.Add(ref a, i);
    }
}
