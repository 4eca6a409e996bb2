using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// The loops behind per-channel work, once for planar maps (a vector is neighbouring pixels of a channel) and once for channels-last
/// (a vector is neighbouring channels of a pixel). What is computed is a struct with a static method, which the JIT inlines.
/// </summary>
internal static class ChannelMaps
{
    /// <summary>What becomes of an element, with its channel's constants.</summary>
    private interface IMap
    {
        static abstract Vector<float> Compute(Vector<float> x, Vector<float> dy, in Constants constants);
    }

    /// <summary>A term of a per-channel sum.</summary>
    private interface ITerm
    {
        static abstract Vector<float> Compute(Vector<float> x, Vector<float> dy, Vector<float> mean);
    }

    public static void Distances(ref float x, in MapBatch batch, nint first, nint last, ref float mean, ref float sums) => Sum<Distance>(
        ref Unsafe.Add(ref x, first * batch.Strides.Plane), in batch, ref Unsafe.Add(ref x, first * batch.Strides.Plane), in batch, last - first,
        ref Unsafe.Add(ref mean, first), ref Unsafe.Add(ref sums, first));

    public static void CenteredProducts(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums) =>
        Sum<CenteredProduct>(ref x, in input, ref dy, in gradient, channels, ref mean, ref sums);

    public static void Normalize(
        ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last,
        ref float mean, ref float inverseDeviation, ref float gamma, ref float beta)
    {
        ref float ownX = ref Unsafe.Add(ref x, first * input.Strides.Plane);
        Apply<Normalization>(
            ref ownX, in input, ref ownX, in input, ref Unsafe.Add(ref y, first * output.Strides.Plane), in output, last - first,
            ref Unsafe.Add(ref mean, first), ref Unsafe.Add(ref inverseDeviation, first), ref Unsafe.Add(ref gamma, first), ref Unsafe.Add(ref beta, first),
            ref Unsafe.Add(ref beta, first));
    }

    public static void Affine(
        ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last, ref float scale, ref float shift)
    {
        ref float ownX = ref Unsafe.Add(ref x, first * input.Strides.Plane);
        ref float ownScale = ref Unsafe.Add(ref scale, first);
        ref float ownShift = ref Unsafe.Add(ref shift, first);
        Apply<Scaling>(
            ref ownX, in input, ref ownX, in input, ref Unsafe.Add(ref y, first * output.Strides.Plane), in output, last - first,
            ref ownScale, ref ownShift, ref ownScale, ref ownShift, ref ownShift);
    }

    public static void Multiply(ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last, ref float scale)
    {
        ref float ownX = ref Unsafe.Add(ref x, first * input.Strides.Plane);
        ref float ownScale = ref Unsafe.Add(ref scale, first);
        Apply<Multiplication>(
            ref ownX, in input, ref ownX, in input, ref Unsafe.Add(ref y, first * output.Strides.Plane), in output, last - first,
            ref ownScale, ref ownScale, ref ownScale, ref ownScale, ref ownScale);
    }

    public static void InputGradient(
        ref float x, in MapBatch input, ref float dy, in MapBatch outputGradient, ref float dx, in MapBatch inputGradient, nint channels,
        ref float mean, ref float inverseDeviation, ref float gamma, ref float gradientMean, ref float productMean) => Apply<NormalizationGradient>(
            ref x, in input, ref dy, in outputGradient, ref dx, in inputGradient, channels,
            ref mean, ref inverseDeviation, ref gamma, ref gradientMean, ref productMean);

    private static void Sum<TTerm>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums)
        where TTerm : struct, ITerm
    {
        if (input.IsChannelsLast && gradient.IsChannelsLast) SumLast<TTerm>(ref x, in input, ref dy, in gradient, channels, ref mean, ref sums);
        else if (input.HasUnbrokenPlanes && gradient.HasUnbrokenPlanes)
            SumPlanar<TTerm>(ref x, input.Unbroken(), ref dy, gradient.Unbroken(), channels, ref mean, ref sums);
        else SumPlanar<TTerm>(ref x, in input, ref dy, in gradient, channels, ref mean, ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumLast<TTerm>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums)
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

            PartialVector.Store(total0, ref Unsafe.Add(ref sums, channel), stored0);
            if (second > 0) PartialVector.Store(total1, ref Unsafe.Add(ref sums, channel + lanes), stored1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPlanar<TTerm>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, nint channels, ref float mean, ref float sums)
        where TTerm : struct, ITerm
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel++)
        {
            Vector<float> means = new(Unsafe.Add(ref mean, channel));
            double total = 0;
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

    private static void Apply<TMap>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, ref float y, in MapBatch output, nint channels,
        ref float a, ref float b, ref float c, ref float d, ref float e)
        where TMap : struct, IMap
    {
        if (input.IsChannelsLast && gradient.IsChannelsLast && output.IsChannelsLast)
            ApplyLast<TMap>(ref x, in input, ref dy, in gradient, ref y, in output, channels, ref a, ref b, ref c, ref d, ref e);
        else if (input.HasUnbrokenPlanes && gradient.HasUnbrokenPlanes && output.HasUnbrokenPlanes)
            ApplyPlanar<TMap>(ref x, input.Unbroken(), ref dy, gradient.Unbroken(), ref y, output.Unbroken(), channels, ref a, ref b, ref c, ref d, ref e);
        else ApplyPlanar<TMap>(ref x, in input, ref dy, in gradient, ref y, in output, channels, ref a, ref b, ref c, ref d, ref e);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyLast<TMap>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, ref float y, in MapBatch output, nint channels,
        ref float a, ref float b, ref float c, ref float d, ref float e)
        where TMap : struct, IMap
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel += 2 * lanes)
        {
            // As above; both vectors are computed before either is stored, so y may be x even where the second repeats the first.
            nint second = channel + lanes < channels ? lanes : 0;
            Constants constants0 = Load(ref a, ref b, ref c, ref d, ref e, channel, channels);
            Constants constants1 = Load(ref a, ref b, ref c, ref d, ref e, channel + second, channels);
            for (nint sample = 0; sample < input.Samples; sample++)
                for (nint h = 0; h < input.Height; h++)
                {
                    ref float value = ref Unsafe.Add(ref x, sample * input.SampleStride + h * input.Strides.Row + channel);
                    ref float other = ref Unsafe.Add(ref dy, sample * gradient.SampleStride + h * gradient.Strides.Row + channel);
                    ref float result = ref Unsafe.Add(ref y, sample * output.SampleStride + h * output.Strides.Row + channel);
                    for (nint w = 0; w < input.Width; w++)
                    {
                        Vector<float> computed0 = TMap.Compute(Vector.LoadUnsafe(ref value), Vector.LoadUnsafe(ref other), in constants0);
                        Vector<float> computed1 = TMap.Compute(
                            Vector.LoadUnsafe(ref value, (nuint)second), Vector.LoadUnsafe(ref other, (nuint)second), in constants1);

                        // Channels-last pixels are padded to 16, so a whole vector fits, whatever the count of channels.
                        computed0.StoreUnsafe(ref result);
                        computed1.StoreUnsafe(ref result, (nuint)second);
                        value = ref Unsafe.Add(ref value, input.Strides.Pixel);
                        other = ref Unsafe.Add(ref other, gradient.Strides.Pixel);
                        result = ref Unsafe.Add(ref result, output.Strides.Pixel);
                    }
                }
        }
    }

    private static Constants Load(ref float a, ref float b, ref float c, ref float d, ref float e, nint channel, nint channels)
    {
        nint real = nint.Min(Vector<float>.Count, channels - channel);
        return new Constants(
            PartialVector.Load(ref Unsafe.Add(ref a, channel), real),
            PartialVector.Load(ref Unsafe.Add(ref b, channel), real),
            PartialVector.Load(ref Unsafe.Add(ref c, channel), real),
            PartialVector.Load(ref Unsafe.Add(ref d, channel), real),
            PartialVector.Load(ref Unsafe.Add(ref e, channel), real));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyPlanar<TMap>(
        ref float x, in MapBatch input, ref float dy, in MapBatch gradient, ref float y, in MapBatch output, nint channels,
        ref float a, ref float b, ref float c, ref float d, ref float e)
        where TMap : struct, IMap
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel++)
        {
            Constants constants = new(
                new(Unsafe.Add(ref a, channel)), new(Unsafe.Add(ref b, channel)), new(Unsafe.Add(ref c, channel)),
                new(Unsafe.Add(ref d, channel)), new(Unsafe.Add(ref e, channel)));
            for (nint sample = 0; sample < input.Samples; sample++)
                for (nint h = 0; h < input.Height; h++)
                {
                    ref float values = ref Unsafe.Add(ref x, sample * input.SampleStride + channel * input.Strides.Plane + h * input.Strides.Row);
                    ref float others = ref Unsafe.Add(ref dy, sample * gradient.SampleStride + channel * gradient.Strides.Plane + h * gradient.Strides.Row);
                    ref float results = ref Unsafe.Add(ref y, sample * output.SampleStride + channel * output.Strides.Plane + h * output.Strides.Row);
                    nint w = 0;
                    for (; w <= input.Width - lanes; w += lanes)
                        TMap.Compute(Vector.LoadUnsafe(ref values, (nuint)w), Vector.LoadUnsafe(ref others, (nuint)w), in constants)
                            .StoreUnsafe(ref results, (nuint)w);
                    if (w < input.Width)
                        PartialVector.Store(
                            TMap.Compute(Vector.LoadUnsafe(ref values, (nuint)w), Vector.LoadUnsafe(ref others, (nuint)w), in constants),
                            ref Unsafe.Add(ref results, w), input.Width - w);
                }
        }
    }

    /// <summary>Per-channel constants, broadcast (planar) or one for each lane (channels-last).</summary>
    private readonly struct Constants(Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d, Vector<float> e)
    {
        public readonly Vector<float> A = a;
        public readonly Vector<float> B = b;
        public readonly Vector<float> C = c;
        public readonly Vector<float> D = d;
        public readonly Vector<float> E = e;
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

    /// <summary>A mean, B inverse deviation, C gamma, D beta.</summary>
    private readonly struct Normalization : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Compute(Vector<float> x, Vector<float> dy, in Constants constants) =>
            (x - constants.A) * (constants.B * constants.C) + constants.D;
    }

    /// <summary>A scale, B shift.</summary>
    private readonly struct Scaling : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Compute(Vector<float> x, Vector<float> dy, in Constants constants) => x * constants.A + constants.B;
    }

    /// <summary>A scale.</summary>
    private readonly struct Multiplication : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Compute(Vector<float> x, Vector<float> dy, in Constants constants) => x * constants.A;
    }

    /// <summary>A mean, B inverse deviation, C gamma, D mean of dy, E mean of dy xhat times inverse deviation.</summary>
    private readonly struct NormalizationGradient : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Compute(Vector<float> x, Vector<float> dy, in Constants constants) =>
            constants.C * constants.B * (dy - constants.D - (x - constants.A) * constants.E);
    }
}
