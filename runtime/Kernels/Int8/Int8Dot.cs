using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>
/// Dot products of quads of bytes, added to 32-bit sums, with the instructions that a machine has. They are exact, so that all give equal numbers. The weights
/// are s8. The inputs are q + 128 as u8 where the instructions multiply u8 by s8 (x86), else q as s8; see <see cref="InputFlip"/>.
/// </summary>
internal static class Int8Dot
{
    /// <summary>What turns an input q into the form that dot products take, by exclusive or. Packed biases differ by as much.</summary>
    public static byte InputFlip => Ssse3.IsSupported && !HasSignedDots ? (byte)0x80 : (byte)0;

    /// <summary>Whether an x86 processor multiplies s8 by s8 (AVX-VNNI-INT8).</summary>
#if NET10_0_OR_GREATER
    private static bool HasSignedDots => AvxVnniInt8.IsSupported;
#else
    private static bool HasSignedDots => false;
#endif

    /// <summary>What the inputs of dot products are more than q.</summary>
    public static int InputOffset => InputFlip;

    /// <summary>
    /// Whether a convolution's inputs are q as 16 bits instead of bytes: where a pixel has one channel, whose pair would be empty, pairs of taps are
    /// multiplied.
    /// </summary>
    public static bool UsesWords(nint inputsPerGroup, bool isDilated) => MayUseWords && inputsPerGroup == 1 && !isDilated;

    /// <summary>Whether the machine multiplies pairs of 16 bits faster than quads of bytes that are half empty.</summary>
    public static bool MayUseWords => Ssse3.IsSupported && !AvxVnni.IsSupported;

    /// <summary>Whether 512 bits are the best width. Where 256 bits have an instruction for the whole dot product they are faster.</summary>
    public static bool Prefers512 =>
        Int8Features.HasWideKernels && Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && !AvxVnni.IsSupported;

    /// <summary>Whether 256 bits are the best width, unless 512 bits are.</summary>
    public static bool Prefers256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported;

    /// <summary>
    /// The sums plus the dot products of quads, for weights of which each pair's positive ones sum to at most 128 and the negative ones to at least -128.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Pairs(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights)
    {
        if (AvxVnni.IsSupported) return Vnni(sums, inputs, weights);
        if (Ssse3.IsSupported) return sums + Sse2.MultiplyAddAdjacent(Ssse3.MultiplyAddAdjacent(inputs, weights), Vector128.Create((short)1));
        if (Dp.IsSupported) return Dp.DotProduct(sums, inputs.AsSByte(), weights);
        if (AdvSimd.Arm64.IsSupported) return WideningPairs<AdvSimdInstructions>(sums, inputs.AsSByte(), weights);
        return Portable(sums, inputs, weights);
    }

    /// <inheritdoc cref="Pairs(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Pairs(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights)
    {
        if (AvxVnni.IsSupported) return Vnni(sums, inputs, weights);
        if (Avx2.IsSupported) return sums + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(inputs, weights), Vector256.Create((short)1));
        return Vector256.Create(
            Pairs(sums.GetLower(), inputs.GetLower(), weights.GetLower()), Pairs(sums.GetUpper(), inputs.GetUpper(), weights.GetUpper()));
    }

    /// <inheritdoc cref="Pairs(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Pairs(Vector512<int> sums, Vector512<byte> inputs, Vector512<sbyte> weights)
    {
        if (Avx512BW.IsSupported)
            return sums + Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(inputs, weights), Vector512.Create((short)1));
        return Vector512.Create(
            Pairs(sums.GetLower(), inputs.GetLower(), weights.GetLower()), Pairs(sums.GetUpper(), inputs.GetUpper(), weights.GetUpper()));
    }

    /// <summary>The sums plus the dot products of quads, for any weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Any(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights)
    {
        if (AvxVnni.IsSupported) return Vnni(sums, inputs, weights);

        // The even bytes and the odd ones as 16 bits; each multiplication sums two products, in 32 bits.
        if (Ssse3.IsSupported)
        {
            Vector128<int> even = Sse2.MultiplyAddAdjacent((inputs.AsInt16() & Vector128.Create((short)0xff)), (weights.AsInt16() << 8) >> 8);
            return sums + even + Sse2.MultiplyAddAdjacent((inputs.AsUInt16() >> 8).AsInt16(), weights.AsInt16() >> 8);
        }

        if (Dp.IsSupported) return Dp.DotProduct(sums, inputs.AsSByte(), weights);
        if (AdvSimd.Arm64.IsSupported) return WideningAny<AdvSimdInstructions>(sums, inputs.AsSByte(), weights);
        return Portable(sums, inputs, weights);
    }

    /// <inheritdoc cref="Any(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Any(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights)
    {
        if (AvxVnni.IsSupported) return Vnni(sums, inputs, weights);
        if (Avx2.IsSupported)
        {
            Vector256<int> even = Avx2.MultiplyAddAdjacent((inputs.AsInt16() & Vector256.Create((short)0xff)), (weights.AsInt16() << 8) >> 8);
            return sums + even + Avx2.MultiplyAddAdjacent((inputs.AsUInt16() >> 8).AsInt16(), weights.AsInt16() >> 8);
        }

        return Vector256.Create(
            Any(sums.GetLower(), inputs.GetLower(), weights.GetLower()), Any(sums.GetUpper(), inputs.GetUpper(), weights.GetUpper()));
    }

    /// <inheritdoc cref="Any(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Any(Vector512<int> sums, Vector512<byte> inputs, Vector512<sbyte> weights)
    {
        if (Avx512BW.IsSupported)
        {
            Vector512<int> even = Avx512BW.MultiplyAddAdjacent((inputs.AsInt16() & Vector512.Create((short)0xff)), (weights.AsInt16() << 8) >> 8);
            return sums + even + Avx512BW.MultiplyAddAdjacent((inputs.AsUInt16() >> 8).AsInt16(), weights.AsInt16() >> 8);
        }

        return Vector512.Create(
            Any(sums.GetLower(), inputs.GetLower(), weights.GetLower()), Any(sums.GetUpper(), inputs.GetUpper(), weights.GetUpper()));
    }

    /// <summary>One instruction for the whole dot product, of the signed form where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Vnni(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights)
    {
#if NET10_0_OR_GREATER
        if (HasSignedDots) return AvxVnniInt8.MultiplyWideningAndAdd(sums, inputs.AsSByte(), weights);
#endif
        return AvxVnni.MultiplyWideningAndAdd(sums, inputs, weights);
    }

    /// <inheritdoc cref="Vnni(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Vnni(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights)
    {
#if NET10_0_OR_GREATER
        if (HasSignedDots) return AvxVnniInt8.MultiplyWideningAndAdd(sums, inputs.AsSByte(), weights);
#endif
        return AvxVnni.MultiplyWideningAndAdd(sums, inputs, weights);
    }

    /// <summary>The sums plus the dot products of pairs of 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Words(Vector128<int> sums, Vector128<short> inputs, Vector128<short> weights)
    {
        if (Sse2.IsSupported) return sums + Sse2.MultiplyAddAdjacent(inputs, weights);
        Vector128<int> x = inputs.AsInt32(), w = weights.AsInt32();
        return sums + ((x << 16) >> 16) * ((w << 16) >> 16) + (x >> 16) * (w >> 16);
    }

    /// <inheritdoc cref="Words(Vector128{int}, Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Words(Vector256<int> sums, Vector256<short> inputs, Vector256<short> weights)
    {
        if (Avx2.IsSupported) return sums + Avx2.MultiplyAddAdjacent(inputs, weights);
        return Vector256.Create(
            Words(sums.GetLower(), inputs.GetLower(), weights.GetLower()), Words(sums.GetUpper(), inputs.GetUpper(), weights.GetUpper()));
    }

    /// <inheritdoc cref="Words(Vector128{int}, Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Words(Vector512<int> sums, Vector512<short> inputs, Vector512<short> weights)
    {
        if (Avx512BW.IsSupported) return sums + Avx512BW.MultiplyAddAdjacent(inputs, weights);
        return Vector512.Create(
            Words(sums.GetLower(), inputs.GetLower(), weights.GetLower()), Words(sums.GetUpper(), inputs.GetUpper(), weights.GetUpper()));
    }

    /// <summary>The sums of pairs fit in 16 bits: 128 times 128 at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> WideningPairs<TInstructions>(Vector128<int> sums, Vector128<sbyte> inputs, Vector128<sbyte> weights)
        where TInstructions : struct, IWideningInstructions
    {
        Vector128<short> pairs = TInstructions.AddPairs(TInstructions.MultiplyLower(inputs, weights), TInstructions.MultiplyUpper(inputs, weights));
        return TInstructions.AddWidePairs(sums, pairs);
    }

    /// <summary>The sum of two products may be 2^15, so that pairs are summed in 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> WideningAny<TInstructions>(Vector128<int> sums, Vector128<sbyte> inputs, Vector128<sbyte> weights)
        where TInstructions : struct, IWideningInstructions
    {
        Vector128<int> lower = TInstructions.AddWidePairs(Vector128<int>.Zero, TInstructions.MultiplyLower(inputs, weights));
        Vector128<int> upper = TInstructions.AddWidePairs(Vector128<int>.Zero, TInstructions.MultiplyUpper(inputs, weights));
        return sums + TInstructions.AddPairs(lower, upper);
    }

    /// <summary>Four multiplications of 32 bits; inputs are q as s8.</summary>
    internal static Vector128<int> Portable(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights)
    {
        Vector128<int> x = inputs.AsInt32(), w = weights.AsInt32();
        sums += ((x << 24) >> 24) * ((w << 24) >> 24);
        sums += ((x << 16) >> 24) * ((w << 16) >> 24);
        sums += ((x << 8) >> 24) * ((w << 8) >> 24);
        return sums + (x >> 24) * (w >> 24);
    }
}
