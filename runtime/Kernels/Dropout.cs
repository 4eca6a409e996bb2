using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>What a dropout layer's random numbers are keyed by, beside sample and element.</summary>
/// <param name="Stream">Seed and layer name, from <see cref="Dropout.Stream"/>.</param>
/// <param name="Step">The training step.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct DropoutKey(ulong Stream, ulong Step);

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): an element is dropped with probability rate, kept ones are divided by 1 - rate. Whether
/// element e of a sample is kept is word e % 4 of Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011)
/// at counter (e / 4, sample, step low, step high) under the stream's key: it depends on nothing else, so the backward pass computes the
/// same mask again and threads do not matter. An element's number is its physical position within the sample's buffer.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Dropout
{
    private const int Block = 16;

    /// <summary>The key of a layer's stream: that of all random numbers, for the purpose "dropout".</summary>
    public static ulong Stream(ulong seed, string layer)
    {
        RandomKey key = RandomKey.Of((long)seed, "dropout", layer);
        return ((ulong)key.Key1 << 32) | key.Key0;
    }

    /// <summary>
    /// y = x / (1 - rate) where kept, 0 where dropped, for <paramref name="samples"/> samples of <paramref name="count"/> floats (pads
    /// included) that are <paramref name="xStride"/> and <paramref name="yStride"/> floats apart. <paramref name="firstSample"/> is the
    /// batch index of the first one, <paramref name="firstFloat"/> the number of its first float, a multiple of 4. The gradient is the same call on dy. y may
    /// be x; nothing outside the counted floats is written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(
        ref float x, ref float y, nint count, nint xStride, nint yStride, nint samples, in DropoutKey key, nint firstSample, double rate,
        nint firstFloat = 0)
    {
        // 31 bits of a word against the rate: signed comparison is what every machine has.
        Vector256<int> threshold = Vector256.Create((int)Math.Min(rate * 2147483648.0, int.MaxValue));
        Vector256<float> scale = Vector256.Create(rate < 1 ? (float)(1 / (1 - rate)) : 0f);
        for (nint sample = 0; sample < samples; sample++)
        {
            ref float source = ref Unsafe.Add(ref x, sample * xStride);
            ref float result = ref Unsafe.Add(ref y, sample * yStride);
            uint index = (uint)(firstSample + sample);
            nint i = 0;
            for (; i <= count - 2 * Block; i += 2 * Block)
            {
                Random32(
                    (uint)((firstFloat + i) / 4), index, in key,
                    out Vector256<uint> word0, out Vector256<uint> word1, out Vector256<uint> word2, out Vector256<uint> word3);
                Keep(Vector256.LoadUnsafe(ref source, (nuint)i) * scale, word0, threshold).StoreUnsafe(ref result, (nuint)i);
                Keep(Vector256.LoadUnsafe(ref source, (nuint)(i + 8)) * scale, word1, threshold).StoreUnsafe(ref result, (nuint)(i + 8));
                Keep(Vector256.LoadUnsafe(ref source, (nuint)(i + 16)) * scale, word2, threshold).StoreUnsafe(ref result, (nuint)(i + 16));
                Keep(Vector256.LoadUnsafe(ref source, (nuint)(i + 24)) * scale, word3, threshold).StoreUnsafe(ref result, (nuint)(i + 24));
            }

            if (i == count) continue;
            Random32(
                (uint)((firstFloat + i) / 4), index, in key,
                out Vector256<uint> rest0, out Vector256<uint> rest1, out Vector256<uint> rest2, out Vector256<uint> rest3);
            for (int lane = 0; i + lane < count; lane++)
            {
                Vector256<uint> words = (lane / 8) switch { 0 => rest0, 1 => rest1, 2 => rest2, _ => rest3 };
                ref float element = ref Unsafe.Add(ref source, i + lane);
                Unsafe.Add(ref result, i + lane) = (int)(words[lane % 8] >> 1) >= threshold[0] ? element * scale[0] : 0f;
            }
        }
    }

    /// <summary>The words of eight consecutive counters in order: elements 4 * block to 4 * block + 31. Two sets of four hide each other's latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Random32(
        uint block, uint sample, in DropoutKey key, out Vector256<uint> word0, out Vector256<uint> word1, out Vector256<uint> word2, out Vector256<uint> word3)
    {
        // One counter in each 64-bit lane; only the low halves count, what multiplications leave above is ignored. The lanes hold
        // counters 0, 2, 1, 3, which lets the interleaving at the end, which works within halves, restore the order.
        Vector256<uint> first = Vector256.Create(block) + Vector256.Create(0u, 0, 2, 0, 1, 0, 3, 0);
        Vector256<ulong> a0 = first.AsUInt64();
        Vector256<ulong> b0 = (first + Vector256.Create(4u)).AsUInt64();
        Vector256<ulong> a1 = Vector256.Create((ulong)sample);
        Vector256<ulong> a2 = Vector256.Create(key.Step & uint.MaxValue);
        Vector256<ulong> a3 = Vector256.Create(key.Step >> 32);
        Vector256<ulong> b1 = a1, b2 = a2, b3 = a3;
        Vector256<uint> k0 = Vector256.Create((uint)key.Stream);
        Vector256<uint> k1 = Vector256.Create((uint)(key.Stream >> 32));
        for (int round = 0; round < PhiloxFunction.Rounds; round++)
        {
            Round(ref a0, ref a1, ref a2, ref a3, k0, k1);
            Round(ref b0, ref b1, ref b2, ref b3, k0, k1);
            k0 += Vector256.Create(PhiloxFunction.Weyl0);
            k1 += Vector256.Create(PhiloxFunction.Weyl1);
        }

        Interleave(a0, a1, a2, a3, out word0, out word1);
        Interleave(b0, b1, b2, b3, out word2, out word3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector256<ulong> c0, ref Vector256<ulong> c1, ref Vector256<ulong> c2, ref Vector256<ulong> c3, Vector256<uint> k0, Vector256<uint> k1)
    {
        Vector256<ulong> product0 = Multiply(c0, PhiloxFunction.Multiplier0);
        Vector256<ulong> product1 = Multiply(c2, PhiloxFunction.Multiplier1);
        c0 = (product1 >>> 32) ^ c1 ^ k0.AsUInt64();
        c1 = product1;
        c2 = (product0 >>> 32) ^ c3 ^ k1.AsUInt64();
        c3 = product0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        Vector256<ulong> c0, Vector256<ulong> c1, Vector256<ulong> c2, Vector256<ulong> c3, out Vector256<uint> low, out Vector256<uint> high)
    {
        Vector256<ulong> mask = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> words01 = Vector256.ConditionalSelect(mask, c0, c1 << 32);
        Vector256<ulong> words23 = Vector256.ConditionalSelect(mask, c2, c3 << 32);
        if (Avx2.IsSupported)
        {
            low = Avx2.UnpackLow(words01, words23).AsUInt32();
            high = Avx2.UnpackHigh(words01, words23).AsUInt32();
            return;
        }

        low = Vector256.Create(words01[0], words23[0], words01[2], words23[2]).AsUInt32();
        high = Vector256.Create(words01[1], words23[1], words01[3], words23[3]).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Multiply(Vector256<ulong> low, uint factor)
    {
        if (Avx2.IsSupported) return Avx2.Multiply(low.AsUInt32(), Vector256.Create(factor));
        return (low & Vector256.Create((ulong)uint.MaxValue)) * Vector256.Create((ulong)factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Keep(Vector256<float> value, Vector256<uint> word, Vector256<int> threshold) =>
        value & Vector256.GreaterThanOrEqual((word >>> 1).AsInt32(), threshold).AsSingle();
}
