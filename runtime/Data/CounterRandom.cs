using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>
/// Random numbers by index: element i depends on (key, i) only, so any thread may compute any part in any order.
/// The scalar and the bulk form, and <see cref="Data.Philox"/> drawing one after the other, give the same bits.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CounterRandom
{
    // A chunk is converted while it is still in the first-level cache.
    private const int Chunk = 1024;

    /// <summary>32 random bits.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="element">Index in the stream, below <see cref="RandomKey.Elements"/>.</param>
    public static uint Bits(in RandomKey key, long element)
    {
        CheckRange(element, 1);
        return key.Block(element >> 2)[(int)(element & 3)];
    }

    /// <summary>Uniform on [0, 1), a multiple of 2^-24.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="element">Index in the stream, below <see cref="RandomKey.Elements"/>.</param>
    public static float Uniform(in RandomKey key, long element) => ToUniform(Bits(key, element));

    /// <summary>Normal with mean 0 and standard deviation 1.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="element">Index in the stream, below <see cref="RandomKey.Elements"/>.</param>
    public static float Normal(in RandomKey key, long element) => NormalQuantile.Of(Bits(key, element));

    /// <summary>32 random bits each for the elements <paramref name="first"/>, first + 1, ...</summary>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="key">The stream.</param>
    /// <param name="first">Index of the first element.</param>
    public static void FillBits(Span<uint> destination, in RandomKey key, long first = 0)
    {
        CheckRange(first, destination.Length);
        int done = 0;
        while (done < destination.Length && ((first + done) & 3) != 0)
        {
            destination[done] = Bits(key, first + done);
            done++;
        }

        if (Avx2.IsSupported)
        {
            for (; done <= destination.Length - 16; done += 16)
                PhiloxFunction.FourBlocks(
                    (uint)((first + done) >> 2), (uint)key.Sample, (uint)key.Step, (uint)(key.Step >> 32), key.Key0, key.Key1, ref destination[done]);
        }

        for (; done < destination.Length; done += 4)
        {
            PhiloxWords words = key.Block((first + done) >> 2);
            for (int lane = 0; lane < Math.Min(4, destination.Length - done); lane++) destination[done + lane] = words[lane];
        }
    }

    /// <summary>Uniform on [0, 1) for the elements <paramref name="first"/>, first + 1, ...</summary>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="key">The stream.</param>
    /// <param name="first">Index of the first element.</param>
    public static void FillUniform(Span<float> destination, in RandomKey key, long first = 0)
    {
        CheckRange(first, destination.Length);
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            Span<float> part = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            FillBits(MemoryMarshal.Cast<float, uint>(part), key, first + start);
            ToUniform(part);
        }
    }

    /// <summary>Normal with mean 0 and standard deviation 1 for the elements <paramref name="first"/>, first + 1, ...</summary>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="key">The stream.</param>
    /// <param name="first">Index of the first element.</param>
    public static void FillNormal(Span<float> destination, in RandomKey key, long first = 0)
    {
        CheckRange(first, destination.Length);
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            Span<float> part = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            Span<uint> bits = MemoryMarshal.Cast<float, uint>(part);
            FillBits(bits, key, first + start);
            for (int i = 0; i < part.Length; i++) part[i] = NormalQuantile.Of(bits[i]);
        }
    }

    /// <summary>The upper 24 bits as a fraction: every float in [0, 1) with that spacing is equally likely, and 1 never comes.</summary>
    internal static float ToUniform(uint bits) => (bits >> 8) * (1f / (1 << 24));

    /// <summary>Turns bits into fractions where they are; exact, hence the same bits as one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToUniform(Span<float> bits)
    {
        ref float first = ref MemoryMarshal.GetReference(bits);
        Vector256<float> scale = Vector256.Create(1f / (1 << 24));
        int i = 0;
        for (; i <= bits.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<uint> integers = Vector256.LoadUnsafe(ref first, (nuint)i).AsUInt32() >>> 8;
            (Vector256.ConvertToSingle(integers.AsInt32()) * scale).StoreUnsafe(ref first, (nuint)i);
        }

        for (; i < bits.Length; i++) bits[i] = ToUniform(BitConverter.SingleToUInt32Bits(bits[i]));
    }

    private static void CheckRange(long first, int count)
    {
        if (first < 0 || first > RandomKey.Elements - count)
            throw new ArgumentOutOfRangeException(
                nameof(first), first,
                string.Create(CultureInfo.InvariantCulture, $"A stream has {RandomKey.Elements} elements; use another sample or step for more."));
    }
}
