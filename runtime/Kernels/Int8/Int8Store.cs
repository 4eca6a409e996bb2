using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>Clamps requantized integers and stores those of the first channels as s8; nothing behind them is written.</summary>
internal static class Int8Store
{
    /// <summary>The first <paramref name="count"/> of 4 channels, or of 8 where <paramref name="hasSecond"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> first, Vector128<int> second, bool hasSecond, ref sbyte y, nint count, sbyte low, sbyte high)
    {
        Vector128<sbyte> bytes = Narrow(first, hasSecond ? second : first);
        bytes = Vector128.Min(Vector128.Max(bytes, Vector128.Create(low)), Vector128.Create(high));
        if (hasSecond && count >= 8) Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref y), bytes.AsInt64().ToScalar());
        else StoreFirst(bytes, ref y, hasSecond ? count : nint.Min(count, 4));
    }

    /// <summary>The first <paramref name="count"/> of 8 channels, or of 16 where <paramref name="hasSecond"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> first, Vector256<int> second, bool hasSecond, ref sbyte y, nint count, sbyte low, sbyte high)
    {
        if (!hasSecond)
        {
            Store(first.GetLower(), first.GetUpper(), true, ref y, nint.Min(count, 8), low, high);
            return;
        }

        Vector128<sbyte> bytes = Narrow(first, second);
        StorePanel(Vector128.Min(Vector128.Max(bytes, Vector128.Create(low)), Vector128.Create(high)), ref y, count);
    }

    /// <summary>The first <paramref name="count"/> of 16 channels, or of 32 where <paramref name="hasSecond"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> first, Vector512<int> second, bool hasSecond, ref sbyte y, nint count, sbyte low, sbyte high)
    {
        Vector128<sbyte> lows = Vector128.Create(low), highs = Vector128.Create(high);
        StorePanel(Vector128.Min(Vector128.Max(Narrow(first), lows), highs), ref y, count);
        if (!hasSecond || count <= Int8Rows.PanelChannels) return;
        Vector128<sbyte> bytes = Vector128.Min(Vector128.Max(Narrow(second), lows), highs);
        StorePanel(bytes, ref Unsafe.Add(ref y, Int8Rows.PanelChannels), count - Int8Rows.PanelChannels);
    }

    /// <summary>All of a pixel's 4 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixel(Vector128<int> values, ref sbyte y, Vector128<sbyte> lows, Vector128<sbyte> highs)
    {
        Vector128<sbyte> bytes = Vector128.Min(Vector128.Max(Narrow(values, values), lows), highs);
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref y), bytes.AsInt32().ToScalar());
    }

    /// <summary>All of a pixel's 8 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixel(Vector256<int> values, ref sbyte y, Vector256<sbyte> lows, Vector256<sbyte> highs) =>
        WidePixel(values.GetLower(), values.GetUpper(), ref y, lows.GetLower(), highs.GetLower());

    /// <summary>All of a pixel's 16 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixel(Vector512<int> values, ref sbyte y, Vector512<sbyte> lows, Vector512<sbyte> highs) =>
        Vector128.Min(Vector128.Max(Narrow(values), lows.GetLower().GetLower()), highs.GetLower().GetLower()).StoreUnsafe(ref y);

    /// <summary>All of a pixel's 8 channels in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WidePixel(Vector128<int> first, Vector128<int> second, ref sbyte y, Vector128<sbyte> lows, Vector128<sbyte> highs)
    {
        Vector128<sbyte> bytes = Vector128.Min(Vector128.Max(Narrow(first, second), lows), highs);
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref y), bytes.AsInt64().ToScalar());
    }

    /// <summary>All of a pixel's 16 channels in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WidePixel(Vector256<int> first, Vector256<int> second, ref sbyte y, Vector256<sbyte> lows, Vector256<sbyte> highs) =>
        Vector128.Min(Vector128.Max(Narrow(first, second), lows.GetLower()), highs.GetLower()).StoreUnsafe(ref y);

    /// <summary>All of a pixel's 32 channels in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WidePixel(Vector512<int> first, Vector512<int> second, ref sbyte y, Vector512<sbyte> lows, Vector512<sbyte> highs)
    {
        Pixel(first, ref y, lows, highs);
        Pixel(second, ref Unsafe.Add(ref y, Int8Rows.PanelChannels), lows, highs);
    }

    /// <summary>All of two pixels' 8 channels, each in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TwoWidePixels(
        Vector128<int> first0, Vector128<int> first1, Vector128<int> second0, Vector128<int> second1, ref sbyte y, nint stride, Vector128<sbyte> lows,
        Vector128<sbyte> highs)
    {
        Vector128<long> bytes = Vector128.Min(Vector128.Max(Narrow(first0, first1, second0, second1), lows), highs).AsInt64();
        ref byte to = ref Unsafe.As<sbyte, byte>(ref y);
        Unsafe.WriteUnaligned(ref to, bytes.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, stride), bytes.GetElement(1));
    }

    /// <summary>All of two pixels' 16 channels, each in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TwoWidePixels(
        Vector256<int> first0, Vector256<int> first1, Vector256<int> second0, Vector256<int> second1, ref sbyte y, nint stride, Vector256<sbyte> lows,
        Vector256<sbyte> highs)
    {
        // Packing works in halves: quads 0 and 2 of both pixels are in the lower one, 1 and 3 in the upper one.
        Vector256<sbyte> bytes = Avx2.PackSignedSaturate(Avx2.PackSignedSaturate(first0, first1), Avx2.PackSignedSaturate(second0, second1));
        bytes = Vector256.Min(Vector256.Max(bytes, lows), highs);
        Vector256<sbyte> pixels = Avx2.PermuteVar8x32(bytes.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsSByte();
        pixels.GetLower().StoreUnsafe(ref y);
        pixels.GetUpper().StoreUnsafe(ref Unsafe.Add(ref y, stride));
    }

    /// <summary>All of two pixels' 32 channels, each in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TwoWidePixels(
        Vector512<int> first0, Vector512<int> first1, Vector512<int> second0, Vector512<int> second1, ref sbyte y, nint stride, Vector512<sbyte> lows,
        Vector512<sbyte> highs)
    {
        WidePixel(first0, first1, ref y, lows, highs);
        WidePixel(second0, second1, ref Unsafe.Add(ref y, stride), lows, highs);
    }

    /// <summary>All of 4 channels of the first <paramref name="pixels"/> of four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourPixels(
        int pixels, Vector128<int> first, Vector128<int> second, Vector128<int> third, Vector128<int> fourth, ref sbyte y, nint stride, Vector128<sbyte> lows,
        Vector128<sbyte> highs)
    {
        Pixel(first, ref y, lows, highs);
        if (pixels > 1) Pixel(second, ref Unsafe.Add(ref y, stride), lows, highs);
        if (pixels > 2) Pixel(third, ref Unsafe.Add(ref y, 2 * stride), lows, highs);
        if (pixels > 3) Pixel(fourth, ref Unsafe.Add(ref y, 3 * stride), lows, highs);
    }

    /// <summary>All of 8 channels of the first <paramref name="pixels"/> of four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourPixels(
        int pixels, Vector256<int> first, Vector256<int> second, Vector256<int> third, Vector256<int> fourth, ref sbyte y, nint stride, Vector256<sbyte> lows,
        Vector256<sbyte> highs)
    {
        if (pixels == 1)
        {
            Pixel(first, ref y, lows, highs);
            return;
        }

        // Packing works in halves: quad 0 of all pixels is in the lower one, quad 1 in the upper one.
        Vector256<short> words0 = Avx2.PackSignedSaturate(first, second), words1 = words0;
        if (pixels > 2) words1 = Avx2.PackSignedSaturate(third, pixels > 3 ? fourth : third);
        Vector256<sbyte> bytes = Vector256.Min(Vector256.Max(Avx2.PackSignedSaturate(words0, words1), lows), highs);
        Vector256<long> four = Avx2.PermuteVar8x32(bytes.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsInt64();
        ref byte to = ref Unsafe.As<sbyte, byte>(ref y);
        Unsafe.WriteUnaligned(ref to, four.GetLower().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, stride), four.GetLower().GetElement(1));
        if (pixels > 2) Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 2 * stride), four.GetUpper().ToScalar());
        if (pixels > 3) Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 3 * stride), four.GetUpper().GetElement(1));
    }

    /// <summary>All of 16 channels of the first <paramref name="pixels"/> of four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourPixels(
        int pixels, Vector512<int> first, Vector512<int> second, Vector512<int> third, Vector512<int> fourth, ref sbyte y, nint stride, Vector512<sbyte> lows,
        Vector512<sbyte> highs)
    {
        Pixel(first, ref y, lows, highs);
        if (pixels > 1) Pixel(second, ref Unsafe.Add(ref y, stride), lows, highs);
        if (pixels > 2) Pixel(third, ref Unsafe.Add(ref y, 2 * stride), lows, highs);
        if (pixels > 3) Pixel(fourth, ref Unsafe.Add(ref y, 3 * stride), lows, highs);
    }

    /// <summary>8 integers as bytes with saturation, twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector128<int> first, Vector128<int> second)
    {
        Vector128<short> words = Words(first, second);
        return Sse2.IsSupported ? Sse2.PackSignedSaturate(words, words) : Vector128.Narrow(words, words);
    }

    /// <summary>16 integers as bytes with saturation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector128<int> first, Vector128<int> second, Vector128<int> third, Vector128<int> fourth)
    {
        Vector128<short> lower = Words(first, second), upper = Words(third, fourth);
        return Sse2.IsSupported ? Sse2.PackSignedSaturate(lower, upper) : Vector128.Narrow(lower, upper);
    }

    /// <summary>8 integers as 16 bits; those that bytes cannot hold still saturate as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Words(Vector128<int> first, Vector128<int> second)
    {
        if (Sse2.IsSupported) return Sse2.PackSignedSaturate(first, second);
        Vector128<int> least = Vector128.Create(-128), most = Vector128.Create(127);
        return Vector128.Narrow(Vector128.Min(Vector128.Max(first, least), most), Vector128.Min(Vector128.Max(second, least), most));
    }

    /// <summary>16 integers as bytes with saturation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector256<int> first, Vector256<int> second)
    {
        // Packing works in halves: quads 0 and 2 of channels are in the lower one, 1 and 3 in the upper one.
        Vector256<short> words = Avx2.PackSignedSaturate(first, second);
        Vector128<sbyte> bytes = Sse2.PackSignedSaturate(words.GetLower(), words.GetUpper());
        return Vector128.Shuffle(bytes.AsInt32(), Vector128.Create(0, 2, 1, 3)).AsSByte();
    }

    /// <summary>16 integers as bytes with saturation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector512<int> values) => Avx512F.ConvertToVector128SByteWithSaturation(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePanel(Vector128<sbyte> bytes, ref sbyte y, nint count)
    {
        if (count >= Int8Rows.PanelChannels) bytes.StoreUnsafe(ref y);
        else StoreFirst(bytes, ref y, count);
    }

    /// <summary>The first <paramref name="count"/> bytes, at most 15: eight, four, two and one of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(Vector128<sbyte> bytes, ref sbyte y, nint count)
    {
        ref byte to = ref Unsafe.As<sbyte, byte>(ref y);
        ulong rest = bytes.AsUInt64().ToScalar();
        if ((count & 8) != 0)
        {
            Unsafe.WriteUnaligned(ref to, rest);
            to = ref Unsafe.Add(ref to, 8);
            rest = bytes.AsUInt64().GetElement(1);
        }

        if ((count & 4) != 0)
        {
            Unsafe.WriteUnaligned(ref to, (uint)rest);
            to = ref Unsafe.Add(ref to, 4);
            rest >>= 32;
        }

        if ((count & 2) != 0)
        {
            Unsafe.WriteUnaligned(ref to, (ushort)rest);
            to = ref Unsafe.Add(ref to, 2);
            rest >>= 16;
        }

        if ((count & 1) != 0) to = (byte)rest;
    }
}
