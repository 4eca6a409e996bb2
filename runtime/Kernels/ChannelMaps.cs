using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// The loops behind per-channel sums, once for planar maps (a vector is neighbouring pixels of a channel) and once for channels-last
/// (a vector is neighbouring channels of a pixel). What is computed is a struct with a static method, which the JIT inlines.
/// </summary>
internal static class ChannelMaps
{
    /// <summary>A term of a per-channel sum.</summary>
    private interface ITerm
    {
        static abstract Vector<float> Compute(Vector<float> x, Vector<float> dy, Vector<float> mean);
    }

    public static void Distances(ref float x, in MapBatch batch, nint first, nint last, ref float mean, ref float sums, bool accumulate) => Sum<Distance>(
        ref Unsafe.Add(ref x, first * batch.Strides.Plane), in batch, ref Unsafe.Add(ref x, first * batch.Strides.Plane), in batch, last - first,
        ref Unsafe.Add(ref mean, first), ref Unsafe.Add(ref sums, first), accumulate);

    public static void CenteredProducts(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint first, nint last, ref float mean, ref float sums,
        bool accumulate) => Sum<CenteredProduct>(
            ref Unsafe.Add(ref x, first * input.Strides.Plane), in input, ref Unsafe.Add(ref dy, first * gradient.Strides.Plane), in gradient, last - first,
            ref Unsafe.Add(ref mean, first), ref Unsafe.Add(ref sums, first), accumulate);

    private static void Sum<TTerm>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums, bool accumulate)
        where TTerm : struct, ITerm
    {
        if (input.IsChannelsLast && gradient.IsChannelsLast) SumLast<TTerm>(ref x, in input, ref dy, in gradient, channels, ref mean, ref sums, accumulate);
        else if (input.HasUnbrokenPlanes && gradient.HasUnbrokenPlanes)
            SumPlanar<TTerm>(ref x, input.Unbroken(), ref dy, gradient.Unbroken(), channels, ref mean, ref sums, accumulate);
        else SumPlanar<TTerm>(ref x, in input, ref dy, in gradient, channels, ref mean, ref sums, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumLast<TTerm>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums, bool accumulate)
        where TTerm : struct, ITerm
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel += 2 * lanes)
        {
            // Two vectors at a time, a cache line where they have 8 lanes. The second may lie beyond the last channel: then it
            // repeats the first and is not stored.
            nint second = channel + lanes < channels ? lanes : 0;
            nint stored0 = nint.Min(lanes, channels - channel);
            nint stored1 = nint.Min(lanes, channels - channel - second);
            Vector<float> means0 = PartialVector.Load(ref Unsafe.Add(ref mean, channel), stored0);
            Vector<float> means1 = PartialVector.Load(ref Unsafe.Add(ref mean, channel + second), stored1);
            Vector<float> total0 = Vector<float>.Zero;
            Vector<float> total1 = Vector<float>.Zero;
            for (nint sample = 0; sample < input.Samples; sample++)
            {
                Vector<float> sample0 = Vector<float>.Zero;
                Vector<float> sample1 = Vector<float>.Zero;
                for (nint h = 0; h < input.Height; h++)
                {
                    ref float value = ref Unsafe.Add(ref x, sample * input.SampleStride + h * input.Strides.Row + channel);
                    ref float other = ref Unsafe.Add(ref dy, sample * gradient.SampleStride + h * gradient.Strides.Row + channel);
                    Vector<float> row0 = Vector<float>.Zero;
                    Vector<float> row1 = Vector<float>.Zero;
                    for (nint w = 0; w < input.Width; w++)
                    {
                        row0 += TTerm.Compute(Vector.LoadUnsafe(ref value), Vector.LoadUnsafe(ref other), means0);
                        row1 += TTerm.Compute(Vector.LoadUnsafe(ref value, (nuint)second), Vector.LoadUnsafe(ref other, (nuint)second), means1);
                        value = ref Unsafe.Add(ref value, input.Strides.Pixel);
                        other = ref Unsafe.Add(ref other, gradient.Strides.Pixel);
                    }

                    sample0 += row0;
                    sample1 += row1;
                }

                total0 += sample0;
                total1 += sample1;
            }

            PartialVector.Put(total0, ref Unsafe.Add(ref sums, channel), stored0, accumulate);
            if (second > 0) PartialVector.Put(total1, ref Unsafe.Add(ref sums, channel + lanes), stored1, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPlanar<TTerm>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums, bool accumulate)
        where TTerm : struct, ITerm
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel++)
        {
            Vector<float> means = new(Unsafe.Add(ref mean, channel));
            double total = accumulate ? Unsafe.Add(ref sums, channel) : 0;
            for (nint sample = 0; sample < input.Samples; sample++)
                for (nint h = 0; h < input.Height; h++)
                {
                    ref float values = ref Unsafe.Add(ref x, sample * input.SampleStride + channel * input.Strides.Plane + h * input.Strides.Row);
                    ref float others = ref Unsafe.Add(ref dy, sample * gradient.SampleStride + channel * gradient.Strides.Plane + h * gradient.Strides.Row);
                    Vector<float> rowSum = Vector<float>.Zero;
                    nint w = 0;
                    for (; w <= input.Width - lanes; w += lanes)
                        rowSum += TTerm.Compute(Vector.LoadUnsafe(ref values, (nuint)w), Vector.LoadUnsafe(ref others, (nuint)w), means);

                    // Reading on into the slack after a row is allowed; its terms are dropped.
                    if (w < input.Width)
                        rowSum += PartialVector.Keep(
                            TTerm.Compute(Vector.LoadUnsafe(ref values, (nuint)w), Vector.LoadUnsafe(ref others, (nuint)w), means), input.Width - w,
                            Vector<float>.Zero);
                    total += Vector.Sum(rowSum);
                }

            Unsafe.Add(ref sums, channel) = (float)total;
        }
    }

    private readonly struct Distance : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Compute(Vector<float> x, Vector<float> dy, Vector<float> mean) => x - mean;
    }

    private readonly struct CenteredProduct : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Compute(Vector<float> x, Vector<float> dy, Vector<float> mean) => (x - mean) * dy;
    }
}
