using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8DepthwiseRows
{
    /// <summary>Requantizes by floats and stores a vector of channels, all of which there are, for all pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TTile>(
        Vector256<float> c0, Vector256<float> c1, Vector256<float> c2, Vector256<float> c3, Vector256<float> c4, Vector256<float> c5, Vector256<float> c6,
        Vector256<float> c7, ref int bias, Vector256<float> magic, ref sbyte y, nint stride, Vector256<sbyte> lows, Vector256<sbyte> highs)
        where TTile : struct, IInt8Tile
    {
        Vector256<float> factors = Vector256.LoadUnsafe(ref bias, Int8Header.Factors).AsSingle();
        Int8Store.FourPixels(
            TTile.Pixels, Int8Requantization.Float(c0, factors, magic), Int8Requantization.Float(c1, factors, magic),
            Int8Requantization.Float(c2, factors, magic), Int8Requantization.Float(c3, factors, magic), ref y, stride, lows, highs);
        if (TTile.Pixels > 4)
            Int8Store.FourPixels(
                TTile.Pixels - 4, Int8Requantization.Float(c4, factors, magic), Int8Requantization.Float(c5, factors, magic),
                Int8Requantization.Float(c6, factors, magic), Int8Requantization.Float(c7, factors, magic), ref Unsafe.Add(ref y, 4 * stride), stride, lows,
                highs);
    }

    /// <summary>Requantizes by floats and stores two vectors of channels, all of which there are, for all pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutTwoVectors<TTile>(
        Vector256<float> c0, Vector256<float> c1, Vector256<float> c2, Vector256<float> c3, Vector256<float> c4, Vector256<float> d0, Vector256<float> d1,
        Vector256<float> d2, Vector256<float> d3, Vector256<float> d4, ref int bias, Vector256<float> magic, ref sbyte y, nint stride,
        Vector256<sbyte> lows, Vector256<sbyte> highs)
        where TTile : struct, IInt8Tile
    {
        Vector256<float> factors0 = Vector256.LoadUnsafe(ref bias, Int8Header.Factors).AsSingle();
        Vector256<float> factors1 = Vector256.LoadUnsafe(ref bias, Int8Header.Factors + (nuint)Vector256<int>.Count).AsSingle();
        PutTwoPixels<TTile>(0, c0, d0, c1, d1, factors0, factors1, magic, ref y, stride, lows, highs);
        if (TTile.Pixels > 2) PutTwoPixels<TTile>(2, c2, d2, c3, d3, factors0, factors1, magic, ref y, stride, lows, highs);
        if (TTile.Pixels > 4) PutTwoPixels<TTile>(4, c4, d4, c4, d4, factors0, factors1, magic, ref y, stride, lows, highs);
    }

    /// <summary>A pixel, and the next one where the tile has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutTwoPixels<TTile>(
        int pixel, Vector256<float> first0, Vector256<float> first1, Vector256<float> second0, Vector256<float> second1, Vector256<float> factors0,
        Vector256<float> factors1, Vector256<float> magic, ref sbyte y, nint stride, Vector256<sbyte> lows, Vector256<sbyte> highs)
        where TTile : struct, IInt8Tile
    {
        y = ref Unsafe.Add(ref y, pixel * stride);
        Vector256<int> bytes0 = Int8Requantization.Float(first0, factors0, magic), bytes1 = Int8Requantization.Float(first1, factors1, magic);
        if (pixel + 1 == TTile.Pixels) Int8Store.WidePixel(bytes0, bytes1, ref y, lows, highs);
        else
            Int8Store.TwoWidePixels(
                bytes0, bytes1, Int8Requantization.Float(second0, factors0, magic), Int8Requantization.Float(second1, factors1, magic), ref y, stride, lows,
                highs);
    }

    /// <summary>Sums as integers in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TTile>(
        ref int sums, Vector256<float> c0, Vector256<float> c1, Vector256<float> c2, Vector256<float> c3, Vector256<float> c4, Vector256<float> c5,
        Vector256<float> c6, Vector256<float> c7)
        where TTile : struct, IInt8Tile
    {
        ref Vector256<int> tile = ref Unsafe.As<int, Vector256<int>>(ref sums);
        tile = Vector256.ConvertToInt32Native(c0);
        if (TTile.Pixels > 1) Unsafe.Add(ref tile, 1) = Vector256.ConvertToInt32Native(c1);
        if (TTile.Pixels > 2) Unsafe.Add(ref tile, 2) = Vector256.ConvertToInt32Native(c2);
        if (TTile.Pixels > 3) Unsafe.Add(ref tile, 3) = Vector256.ConvertToInt32Native(c3);
        if (TTile.Pixels > 4) Unsafe.Add(ref tile, 4) = Vector256.ConvertToInt32Native(c4);
        if (TTile.Pixels > 5) Unsafe.Add(ref tile, 5) = Vector256.ConvertToInt32Native(c5);
        if (TTile.Pixels > 6) Unsafe.Add(ref tile, 6) = Vector256.ConvertToInt32Native(c6);
        if (TTile.Pixels > 7) Unsafe.Add(ref tile, 7) = Vector256.ConvertToInt32Native(c7);
    }
}
