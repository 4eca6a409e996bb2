using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>Functions of a byte as tables of 256 entries.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Table
{
    private const int Half = 128, Part = 16, Parts = Half / Part;

    // Below this many elements, the tables of shuffles cost more than they save.
    private const int FewElements = 128;

    /// <summary>y = table[x + 128] for so many elements that lie one behind the other; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref sbyte x, ref sbyte table, ref sbyte y, nint count) =>
        Look(ref Unsafe.As<sbyte, byte>(ref x), ref Unsafe.Add(ref table, Half), ref table, ref y, count);

    /// <summary>y = table[x] for so many bytes that lie one behind the other.</summary>
    internal static void RunUnsigned(ref byte x, ref sbyte table, ref sbyte y, nint count) =>
        Look(ref x, ref table, ref Unsafe.Add(ref table, Half), ref y, count);

    /// <summary>Bytes below 128 are indices into <paramref name="lower"/>, the others less 128 into <paramref name="upper"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Look(ref byte x, ref sbyte lower, ref sbyte upper, ref sbyte y, nint count)
    {
        if (Avx512Vbmi.IsSupported && Vector512.IsHardwareAccelerated && count >= Part) LookByPermutations(ref x, ref lower, ref upper, ref y, count);
        else if (Avx2.IsSupported && count >= FewElements) LookByShuffles(ref x, ref lower, ref upper, ref y, count);
        else
            for (nint i = 0; i < count; i++) Unsafe.Add(ref y, i) = LookAt(Unsafe.Add(ref x, i), ref lower, ref upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static sbyte LookAt(byte x, ref sbyte lower, ref sbyte upper) => x < Half ? Unsafe.Add(ref lower, x) : Unsafe.Add(ref upper, x - Half);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookByPermutations(ref byte x, ref sbyte lower, ref sbyte upper, ref sbyte y, nint count)
    {
        nuint quarter = (nuint)Vector512<sbyte>.Count;
        Vector512<sbyte> first = Vector512.LoadUnsafe(ref lower), second = Vector512.LoadUnsafe(ref lower, quarter);
        Vector512<sbyte> third = Vector512.LoadUnsafe(ref upper), fourth = Vector512.LoadUnsafe(ref upper, quarter);
        nint i = 0;
        for (; i <= count - Vector512<sbyte>.Count; i += Vector512<sbyte>.Count)
            Permute(Vector512.LoadUnsafe(ref x, (nuint)i).AsSByte(), first, second, third, fourth).StoreUnsafe(ref y, (nuint)i);
        for (; i < count; i += Part)
        {
            nint taken = nint.Min(Part, count - i);
            Vector512<sbyte> indices = Int8Lanes.LoadFirst(ref Unsafe.As<byte, sbyte>(ref Unsafe.Add(ref x, i)), taken).ToVector256Unsafe().ToVector512Unsafe();
            Int8Lanes.StoreFirst(Permute(indices, first, second, third, fourth).GetLower().GetLower(), ref Unsafe.Add(ref y, i), taken);
        }
    }

    /// <summary>Permutations of 128 bytes take the lower 7 bits as index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Permute(
        Vector512<sbyte> indices, Vector512<sbyte> first, Vector512<sbyte> second, Vector512<sbyte> third, Vector512<sbyte> fourth) =>
        Vector512.ConditionalSelect(
            Vector512.LessThan(indices, Vector512<sbyte>.Zero), Avx512Vbmi.PermuteVar64x8x2(third, indices, fourth),
            Avx512Vbmi.PermuteVar64x8x2(first, indices, second));

    /// <summary>
    /// A shuffle looks up 16 entries by the index's lower 4 bits and gives 0 where the index is negative. So each step lowers the indices by 16, saturating, and
    /// what all shuffles give is combined: an index passes through its own part and all parts before it, which cancel, because each part but the first of a
    /// half holds the exclusive or with its predecessor.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookByShuffles(ref byte x, ref sbyte lower, ref sbyte upper, ref sbyte y, nint count)
    {
        Span<Vector256<sbyte>> memory = stackalloc Vector256<sbyte>[2 * Parts];
        ref Vector256<sbyte> parts = ref memory[0];
        Differences(ref lower, ref parts);
        Differences(ref upper, ref Unsafe.Add(ref parts, Parts));
        nint i = 0;
        for (; i <= count - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            Vector256<sbyte> low = Vector256.LoadUnsafe(ref x, (nuint)i).AsSByte(), high = low ^ Vector256.Create(sbyte.MinValue);
            Vector256<sbyte> step = Vector256.Create((sbyte)Part);
            Vector256<sbyte> resultLow = Avx2.Shuffle(parts, low), resultHigh = Avx2.Shuffle(Unsafe.Add(ref parts, Parts), high);
            for (nint part = 1; part < Parts; part++)
            {
                low = Avx2.SubtractSaturate(low, step);
                high = Avx2.SubtractSaturate(high, step);
                resultLow ^= Avx2.Shuffle(Unsafe.Add(ref parts, part), low);
                resultHigh ^= Avx2.Shuffle(Unsafe.Add(ref parts, Parts + part), high);
            }

            (resultLow ^ resultHigh).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < count; i++) Unsafe.Add(ref y, i) = LookAt(Unsafe.Add(ref x, i), ref lower, ref upper);
    }

    private static void Differences(ref sbyte half, ref Vector256<sbyte> parts)
    {
        Vector128<sbyte> before = Vector128<sbyte>.Zero;
        for (nint part = 0; part < Parts; part++)
        {
            Vector128<sbyte> entries = Vector128.LoadUnsafe(ref half, (nuint)(part * Part));
            Unsafe.Add(ref parts, part) = Vector256.Create(entries ^ before, entries ^ before);
            before = entries;
        }
    }
}
