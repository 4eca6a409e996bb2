using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>
/// Bytes in memory as lanes of vectors and back. Counts of elements are exact: nothing else is read or written, so rows may end anywhere and results may lie
/// where their operands do.
/// </summary>
internal static class Int8Lanes
{
    /// <summary>The first <paramref name="count"/> bytes (1 to 16), 0 in the lanes after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> LoadFirst(ref sbyte source, nint count)
    {
        ref byte bytes = ref Unsafe.As<sbyte, byte>(ref source);
        if (count >= 8)
        {
            // The last 8 overlap the first; the shift by up to 64 is done in halves because shifts count modulo 64.
            int half = (int)(16 - count) * 4;
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, count - 8));
            return Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref bytes), last >> half >> half).AsSByte();
        }

        if (count >= 4)
        {
            ulong last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, count - 4));
            return Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref bytes) | last << ((int)(count - 4) * 8)).AsSByte();
        }

        uint first = bytes, middle = Unsafe.Add(ref bytes, count >> 1), end = Unsafe.Add(ref bytes, count - 1);
        return Vector128.CreateScalar(first | middle << ((int)(count >> 1) * 8) | end << ((int)(count - 1) * 8)).AsSByte();
    }

    /// <summary>Stores the first <paramref name="count"/> bytes (1 to 16).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<sbyte> value, ref sbyte destination, nint count)
    {
        ref byte bytes = ref Unsafe.As<sbyte, byte>(ref destination);
        ulong low = value.AsUInt64().ToScalar();
        if (count >= 8)
        {
            int shift = (int)(count - 8) * 8;
            ulong high = value.AsUInt64().GetElement(1);
            Unsafe.WriteUnaligned(ref bytes, low);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref bytes, count - 8), count == 16 ? high : low >> shift | high << (63 - shift) << 1);
        }
        else if (count >= 4)
        {
            Unsafe.WriteUnaligned(ref bytes, (uint)low);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref bytes, count - 4), (uint)(low >> ((int)(count - 4) * 8)));
        }
        else
        {
            bytes = (byte)low;
            Unsafe.Add(ref bytes, count >> 1) = (byte)(low >> ((int)(count >> 1) * 8));
            Unsafe.Add(ref bytes, count - 1) = (byte)(low >> ((int)(count - 1) * 8));
        }
    }

    /// <summary>As many bytes as a vector of integers has lanes, or the first <paramref name="count"/> of them (1 or more), 0 after those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadInt128(ref sbyte source, nint count) => Widen128(
        count >= Vector128<int>.Count
            ? Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(ref Unsafe.As<sbyte, byte>(ref source))).AsSByte()
            : LoadFirst(ref source, count));

    /// <inheritdoc cref="LoadInt128"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadInt256(ref sbyte source, nint count) => Widen256(
        count >= Vector256<int>.Count
            ? Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref source))).AsSByte()
            : LoadFirst(ref source, count));

    /// <inheritdoc cref="LoadInt128"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadInt512(ref sbyte source, nint count) =>
        Widen512(count >= Vector512<int>.Count ? Vector128.LoadUnsafe(ref source) : LoadFirst(ref source, count));

    /// <summary>As many bytes as a vector of 16-bit integers has lanes, or the first <paramref name="count"/> of them (1 or more), 0 after those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> LoadShort128(ref sbyte source, nint count) => Vector128.WidenLower(
        count >= Vector128<short>.Count
            ? Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref source))).AsSByte()
            : LoadFirst(ref source, count));

    /// <inheritdoc cref="LoadShort128"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> LoadShort256(ref sbyte source, nint count) =>
        WidenToShort(count >= Vector256<short>.Count ? Vector128.LoadUnsafe(ref source) : LoadFirst(ref source, count));

    /// <inheritdoc cref="LoadShort128"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> LoadShort512(ref sbyte source, nint count)
    {
        if (count >= Vector512<short>.Count) return WidenToShort(Vector256.LoadUnsafe(ref source));
        nint half = Vector256<short>.Count;
        return count > half
            ? Vector512.Create(LoadShort256(ref source, half), LoadShort256(ref Unsafe.Add(ref source, half), count - half))
            : LoadShort256(ref source, count).ToVector512();
    }

    /// <summary>Stores the first <paramref name="count"/> lanes (1 or more), which are bytes by value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, ref sbyte destination, nint count)
    {
        Vector128<sbyte> bytes = Narrow(value, value);
        if (count >= Vector128<int>.Count) Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref destination), bytes.AsUInt32().ToScalar());
        else StoreFirst(bytes, ref destination, count);
    }

    /// <inheritdoc cref="Store(Vector128{int}, ref sbyte, nint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, ref sbyte destination, nint count)
    {
        Vector128<sbyte> bytes = Narrow(value);
        if (count >= Vector256<int>.Count) Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref destination), bytes.AsUInt64().ToScalar());
        else StoreFirst(bytes, ref destination, count);
    }

    /// <inheritdoc cref="Store(Vector128{int}, ref sbyte, nint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, ref sbyte destination, nint count)
    {
        Vector128<sbyte> bytes = Narrow(value);
        if (count >= Vector512<int>.Count) bytes.StoreUnsafe(ref destination);
        else StoreFirst(bytes, ref destination, count);
    }

    /// <summary>Each lane's 64-bit product, the upper 32 bits; all lanes of <paramref name="b"/> are one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> HighProducts(Vector128<int> a, Vector128<int> b)
    {
        if (Sse41.IsSupported)
        {
            Vector128<long> even = Sse41.Multiply(a, b), odd = Sse41.Multiply((a.AsInt64() >>> 32).AsInt32(), b);
            return Sse41.Blend((even >>> 32).AsUInt16(), odd.AsUInt16(), 0b11001100).AsInt32();
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<long> lower = AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), upper = AdvSimd.MultiplyWideningUpper(a, b);
            return AdvSimd.Arm64.UnzipOdd(lower.AsInt32(), upper.AsInt32());
        }

        return Vector128.Create(HighProduct(a[0], b[0]), HighProduct(a[1], b[1]), HighProduct(a[2], b[2]), HighProduct(a[3], b[3]));
    }

    /// <inheritdoc cref="HighProducts(Vector128{int}, Vector128{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighProducts(Vector256<int> a, Vector256<int> b)
    {
        if (!Avx2.IsSupported) return Vector256.Create(HighProducts(a.GetLower(), b.GetLower()), HighProducts(a.GetUpper(), b.GetUpper()));
        Vector256<long> even = Avx2.Multiply(a, b), odd = Avx2.Multiply((a.AsInt64() >>> 32).AsInt32(), b);
        return Avx2.Blend((even >>> 32).AsInt32(), odd.AsInt32(), 0b10101010);
    }

    /// <inheritdoc cref="HighProducts(Vector128{int}, Vector128{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> HighProducts(Vector512<int> a, Vector512<int> b)
    {
        if (!Avx512F.IsSupported) return Vector512.Create(HighProducts(a.GetLower(), b.GetLower()), HighProducts(a.GetUpper(), b.GetUpper()));
        Vector512<long> even = Avx512F.Multiply(a, b), odd = Avx512F.Multiply((a.AsInt64() >>> 32).AsInt32(), b);
        return Avx512F.PermuteVar16x32x2(
            even.AsInt32(), Vector512.Create(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31), odd.AsInt32());
    }

    /// <summary>a[2i] b[2i] + a[2i + 1] b[2i + 1] in 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> PairProducts(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a, b);
        Vector128<int> first = ((a.AsInt32() << 16) >> 16) * ((b.AsInt32() << 16) >> 16);
        return first + (a.AsInt32() >> 16) * (b.AsInt32() >> 16);
    }

    /// <inheritdoc cref="PairProducts(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> PairProducts(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a, b)
        : Vector256.Create(PairProducts(a.GetLower(), b.GetLower()), PairProducts(a.GetUpper(), b.GetUpper()));

    /// <inheritdoc cref="PairProducts(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> PairProducts(Vector512<short> a, Vector512<short> b) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(a, b)
        : Vector512.Create(PairProducts(a.GetLower(), b.GetLower()), PairProducts(a.GetUpper(), b.GetUpper()));

    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Maximum(Vector128<sbyte> value)
    {
        value = Vector128.Max(value, Vector128.Shuffle(value.AsInt64(), Vector128.Create(1L, 0)).AsSByte());
        value = Vector128.Max(value, (value.AsInt64() >>> 32).AsSByte());
        value = Vector128.Max(value, (value.AsInt32() >>> 16).AsSByte());
        return Vector128.Max(value, (value.AsInt16() >>> 8).AsSByte()).ToScalar();
    }

    /// <inheritdoc cref="Maximum(Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Maximum(Vector256<sbyte> value) => Maximum(Vector128.Max(value.GetLower(), value.GetUpper()));

    /// <inheritdoc cref="Maximum(Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Maximum(Vector512<sbyte> value) => Maximum(Vector256.Max(value.GetLower(), value.GetUpper()));

    /// <summary>The low halves of both, lanes in turn: a[0], b[0], a[1], b[1], ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ZipLower(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a) | Vector128.WidenLower(b) << 8).AsByte();
    }

    /// <summary>The upper halves of both, lanes in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ZipUpper(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a) | Vector128.WidenUpper(b) << 8).AsByte();
    }

    /// <inheritdoc cref="ZipLower(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> ZipLower(Vector128<ushort> a, Vector128<ushort> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a) | Vector128.WidenLower(b) << 16).AsUInt16();
    }

    /// <inheritdoc cref="ZipUpper(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> ZipUpper(Vector128<ushort> a, Vector128<ushort> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a) | Vector128.WidenUpper(b) << 16).AsUInt16();
    }

    /// <inheritdoc cref="ZipLower(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ZipLower(Vector128<uint> a, Vector128<uint> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a) | Vector128.WidenLower(b) << 32).AsUInt32();
    }

    /// <inheritdoc cref="ZipUpper(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ZipUpper(Vector128<uint> a, Vector128<uint> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a) | Vector128.WidenUpper(b) << 32).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widen128(Vector128<sbyte> bytes) => Vector128.WidenLower(Vector128.WidenLower(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen256(Vector128<sbyte> bytes)
    {
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(bytes);
        (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(Vector128.WidenLower(bytes));
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widen512(Vector128<sbyte> bytes)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector512Int32(bytes);
        (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(WidenToShort(bytes));
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> WidenToShort(Vector128<sbyte> bytes)
    {
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int16(bytes);
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(bytes);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> WidenToShort(Vector256<sbyte> bytes)
    {
        if (Avx512BW.IsSupported) return Avx512BW.ConvertToVector512Int16(bytes);
        (Vector256<short> lower, Vector256<short> upper) = Vector256.Widen(bytes);
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector128<int> lower, Vector128<int> upper)
    {
        // The portable narrowing wraps, which costs a mask; bytes by value need none.
        if (Sse2.IsSupported)
        {
            Vector128<short> shorts = Sse2.PackSignedSaturate(lower, upper);
            return Sse2.PackSignedSaturate(shorts, shorts);
        }

        Vector128<short> narrow = Vector128.Narrow(lower, upper);
        return Vector128.Narrow(narrow, narrow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector256<int> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.ConvertToVector128SByte(value)
        : Narrow(value.GetLower(), value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector512<int> value)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector128SByte(value);
        Vector256<short> shorts = Vector256.Narrow(value.GetLower(), value.GetUpper());
        return Vector128.Narrow(shorts.GetLower(), shorts.GetUpper());
    }

    private static int HighProduct(int a, int b) => (int)((long)a * b >> 32);
}
