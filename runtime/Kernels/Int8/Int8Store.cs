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
        if (!hasSecond) second = first;
        Vector128<sbyte> bytes;
        if (Sse2.IsSupported)
        {
            Vector128<short> words = Sse2.PackSignedSaturate(first, second);
            bytes = Sse2.PackSignedSaturate(words, words);
        }
        else
        {
            Vector128<int> least = Vector128.Create(-128), most = Vector128.Create(127);
            Vector128<short> words = Vector128.Narrow(
                Vector128.Min(Vector128.Max(first, least), most), Vector128.Min(Vector128.Max(second, least), most));
            bytes = Vector128.Narrow(words, words);
        }

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

        // Packing works in halves: quads 0 and 2 of channels are in the lower one, 1 and 3 in the upper one.
        Vector256<short> words = Avx2.PackSignedSaturate(first, second);
        Vector128<sbyte> bytes = Avx2.PackSignedSaturate(words.GetLower(), words.GetUpper());
        bytes = Vector128.Shuffle(bytes.AsInt32(), Vector128.Create(0, 2, 1, 3)).AsSByte();
        StorePanel(Vector128.Min(Vector128.Max(bytes, Vector128.Create(low)), Vector128.Create(high)), ref y, count);
    }

    /// <summary>The first <paramref name="count"/> of 16 channels, or of 32 where <paramref name="hasSecond"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> first, Vector512<int> second, bool hasSecond, ref sbyte y, nint count, sbyte low, sbyte high)
    {
        Vector128<sbyte> lows = Vector128.Create(low), highs = Vector128.Create(high);
        StorePanel(Vector128.Min(Vector128.Max(Avx512F.ConvertToVector128SByteWithSaturation(first), lows), highs), ref y, count);
        if (!hasSecond || count <= Int8Rows.PanelChannels) return;
        Vector128<sbyte> bytes = Vector128.Min(Vector128.Max(Avx512F.ConvertToVector128SByteWithSaturation(second), lows), highs);
        StorePanel(bytes, ref Unsafe.Add(ref y, Int8Rows.PanelChannels), count - Int8Rows.PanelChannels);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePanel(Vector128<sbyte> bytes, ref sbyte y, nint count)
    {
        if (count >= Int8Rows.PanelChannels) bytes.StoreUnsafe(ref y);
        else StoreFirst(bytes, ref y, count);
    }

    /// <summary>The first <paramref name="count"/> bytes, at most 15: eight, four, two and one of them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
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
