using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8Rows
{
    /// <summary>Tiles of at most 8 pixels, one vector of channels wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector<TDot>(
        ref byte x, ref sbyte weights, ref Vector256<int> block, ref Int8Header header, ref sbyte y, nint channels, ref int sums, in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        Int8TileSplit split = TDot.IsFrequent ? shape.Tiles.OfEight : shape.Tiles.OfFourAndOne;
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint pixel, nint tiles) = split[part];
            switch (size)
            {
                case 1:
                    Tiles<Tile1x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 2 when TDot.IsFrequent:
                    Tiles<Tile2x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 3 when TDot.IsFrequent:
                    Tiles<Tile3x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 4:
                    Tiles<Tile4x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 5 when TDot.IsFrequent:
                    Tiles<Tile5x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 6 when TDot.IsFrequent:
                    Tiles<Tile6x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 7 when TDot.IsFrequent:
                    Tiles<Tile7x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 8 when TDot.IsFrequent:
                    Tiles<Tile8x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
            }
        }
    }

    /// <summary>Tiles of at most 6 pixels, two vectors of channels wide: their sums, weights and inputs fit into 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors<TDot>(
        ref byte x, ref sbyte weights, ref Vector256<int> block, ref Int8Header header, ref sbyte y, nint channels, ref int sums, in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        Int8TileSplit split = TDot.IsFrequent ? shape.Tiles.OfSix : shape.Tiles.OfFourAndOne;
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint pixel, nint tiles) = split[part];
            switch (size)
            {
                case 1:
                    Tiles<Tile1x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 2 when TDot.IsFrequent:
                    Tiles<Tile2x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 3 when TDot.IsFrequent:
                    Tiles<Tile3x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 4:
                    Tiles<Tile4x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 5 when TDot.IsFrequent:
                    Tiles<Tile5x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
                case 6 when TDot.IsFrequent:
                    Tiles<Tile6x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, pixel, tiles, ref sums, in shape);
                    break;
            }
        }
    }

    /// <summary>
    /// <paramref name="tiles"/> register tiles that follow each other in a row: sums begin at the biases, grow by the dot products of all taps, and are
    /// requantized and stored.
    /// </summary>
    /// <param name="x">The row's first pixel's inputs, for an offset of 0.</param>
    /// <param name="weights">Weights of the tile's first vector of channels.</param>
    /// <param name="bias">Where the biases of these channels lie in their block.</param>
    /// <param name="header">What all channels have in common.</param>
    /// <param name="y">The row's first output of these channels.</param>
    /// <param name="channels">Channels that there are from the first one on.</param>
    /// <param name="pixel">First pixel of the first tile.</param>
    /// <param name="tiles">Number of tiles.</param>
    /// <param name="sums">Memory for the sums of a tile.</param>
    /// <param name="shape">What all tiles of the row have in common.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tiles<TTile, TDot>(
        ref byte x, ref sbyte weights, ref Vector256<int> bias, ref Int8Header header, ref sbyte y, nint channels, nint pixel, nint tiles,
        ref int sums, in Int8RowShape shape)
        where TTile : struct, IInt8Tile
        where TDot : struct, IInt8Dot
    {
        ref int block = ref Unsafe.As<Vector256<int>, int>(ref bias);
        x = ref Unsafe.Add(ref x, pixel * shape.PixelStride);
        y = ref Unsafe.Add(ref y, pixel * shape.OutputStride);
        nint stride = shape.PixelStride, stride3 = 3 * stride, output = shape.OutputStride;
        nint second = SecondWeights256(in shape), secondBias = SecondBias256;
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        Vector256<float> magic = Vector256.Create(Int8Requantization.Magic(header.OutputZero));
        Vector256<sbyte> lows = Vector256.Create((sbyte)header.Low), highs = Vector256.Create((sbyte)header.High);
        for (; tiles > 0; tiles--)
        {
            Vector256<int> c00 = Vector256.LoadUnsafe(ref block);
            Vector256<int> c01 = TTile.Vectors > 1 ? Vector256.LoadUnsafe(ref block, (nuint)secondBias) : default;
            Vector256<int> c10 = c00, c11 = c01;
            Vector256<int> c20 = c00, c21 = c01;
            Vector256<int> c30 = c00, c31 = c01;
            Vector256<int> c40 = c00, c41 = c01;
            Vector256<int> c50 = c00, c51 = c01;
            Vector256<int> c60 = c00, c61 = c01;
            Vector256<int> c70 = c00, c71 = c01;
            ref sbyte panel = ref weights;
            ref nint offset = ref shape.Offsets;
            for (nint run = shape.Runs; run > 0; run--)
            {
                ref byte near = ref Unsafe.Add(ref x, offset);
                ref byte next = ref Unsafe.Add(ref near, stride);
                ref byte end = ref Unsafe.Add(ref near, shape.RunBytes);
                offset = ref Unsafe.Add(ref offset, 1);
                while (Unsafe.IsAddressLessThan(ref near, ref end))
                {
                    Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref panel);
                    Vector256<sbyte> w1 = TTile.Vectors > 1 ? Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, second)) : default;
                    Add<TTile, TDot>(ref near, w0, w1, ref c00, ref c01);
                    if (TTile.Pixels > 1) Add<TTile, TDot>(ref next, w0, w1, ref c10, ref c11);
                    if (TTile.Pixels > 2) Add<TTile, TDot>(ref Unsafe.Add(ref near, 2 * stride), w0, w1, ref c20, ref c21);
                    if (TTile.Pixels > 3) Add<TTile, TDot>(ref Unsafe.Add(ref next, 2 * stride), w0, w1, ref c30, ref c31);
                    if (TTile.Pixels > 4) Add<TTile, TDot>(ref Unsafe.Add(ref near, 4 * stride), w0, w1, ref c40, ref c41);
                    if (TTile.Pixels > 5) Add<TTile, TDot>(ref Unsafe.Add(ref next, 4 * stride), w0, w1, ref c50, ref c51);
                    if (TTile.Pixels > 6) Add<TTile, TDot>(ref Unsafe.Add(ref near, 2 * stride3), w0, w1, ref c60, ref c61);
                    if (TTile.Pixels > 7) Add<TTile, TDot>(ref Unsafe.Add(ref next, 2 * stride3), w0, w1, ref c70, ref c71);
                    near = ref Unsafe.Add(ref near, QuadInputs);
                    next = ref Unsafe.Add(ref next, QuadInputs);
                    panel = ref Unsafe.Add(ref panel, QuadBytes);
                }
            }

            if (isFloatExact && channels >= TTile.Vectors * Vector256<int>.Count)
            {
                Vector256<float> m0 = Vector256.LoadUnsafe(ref block, Int8Header.Factors).AsSingle(), m1 = default;
                if (TTile.Vectors > 1) m1 = Vector256.LoadUnsafe(ref block, (nuint)(secondBias + Int8Header.Factors)).AsSingle();
                if (TTile.Vectors == 1)
                {
                    PutFour<TTile>(0, c00, c10, c20, c30, m0, magic, ref y, output, lows, highs);
                    if (TTile.Pixels > 4) PutFour<TTile>(4, c40, c50, c60, c70, m0, magic, ref y, output, lows, highs);
                }
                else
                {
                    PutTwo<TTile>(0, c00, c01, c10, c11, m0, m1, magic, ref y, output, lows, highs);
                    if (TTile.Pixels > 2) PutTwo<TTile>(2, c20, c21, c30, c31, m0, m1, magic, ref y, output, lows, highs);
                    if (TTile.Pixels > 4) PutTwo<TTile>(4, c40, c41, c50, c51, m0, m1, magic, ref y, output, lows, highs);
                }
            }
            else
            {
                // The sums go through memory: a register that is used behind a call would be kept in memory in the loops, too.
                Keep<TTile>(ref sums, 0, c00, c01);
                if (TTile.Pixels > 1) Keep<TTile>(ref sums, 1, c10, c11);
                if (TTile.Pixels > 2) Keep<TTile>(ref sums, 2, c20, c21);
                if (TTile.Pixels > 3) Keep<TTile>(ref sums, 3, c30, c31);
                if (TTile.Pixels > 4) Keep<TTile>(ref sums, 4, c40, c41);
                if (TTile.Pixels > 5) Keep<TTile>(ref sums, 5, c50, c51);
                if (TTile.Pixels > 6) Keep<TTile>(ref sums, 6, c60, c61);
                if (TTile.Pixels > 7) Keep<TTile>(ref sums, 7, c70, c71);
                Int8Requantization.StoreTile(
                    ref Unsafe.As<int, Vector256<int>>(ref sums), TTile.Pixels, TTile.Vectors, ref block, secondBias, ref header, ref y, output, channels);
            }

            x = ref Unsafe.Add(ref x, TTile.Pixels * stride);
            y = ref Unsafe.Add(ref y, TTile.Pixels * output);
        }
    }

    /// <summary>A pixel's sums plus the dot products of a quad of its inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TTile, TDot>(ref byte inputs, Vector256<sbyte> w0, Vector256<sbyte> w1, ref Vector256<int> sums0, ref Vector256<int> sums1)
        where TTile : struct, IInt8Tile
        where TDot : struct, IInt8Dot
    {
        Vector256<byte> a = Quad256(ref inputs);
        sums0 = TDot.Add(sums0, a, w0);
        if (TTile.Vectors > 1) sums1 = TDot.Add(sums1, a, w1);
    }

    /// <summary>Requantizes by floats and stores one vector of channels of four pixels, as far as the tile has them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutFour<TTile>(
        int pixel, Vector256<int> first, Vector256<int> second, Vector256<int> third, Vector256<int> fourth, Vector256<float> factors,
        Vector256<float> magic, ref sbyte y, nint stride, Vector256<sbyte> lows, Vector256<sbyte> highs)
        where TTile : struct, IInt8Tile => Int8Store.FourPixels(
        TTile.Pixels - pixel, Float(first, factors, magic), Float(second, factors, magic), Float(third, factors, magic), Float(fourth, factors, magic),
        ref Unsafe.Add(ref y, pixel * stride), stride, lows, highs);

    /// <summary>Requantizes by floats and stores two vectors of channels of a pixel, and of the next one where the tile has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutTwo<TTile>(
        int pixel, Vector256<int> first0, Vector256<int> first1, Vector256<int> second0, Vector256<int> second1, Vector256<float> factors0,
        Vector256<float> factors1, Vector256<float> magic, ref sbyte y, nint stride, Vector256<sbyte> lows, Vector256<sbyte> highs)
        where TTile : struct, IInt8Tile
    {
        y = ref Unsafe.Add(ref y, pixel * stride);
        first0 = Float(first0, factors0, magic);
        first1 = Float(first1, factors1, magic);
        if (pixel + 1 == TTile.Pixels) Int8Store.WidePixel(first0, first1, ref y, lows, highs);
        else Int8Store.TwoWidePixels(first0, first1, Float(second0, factors0, magic), Float(second1, factors1, magic), ref y, stride, lows, highs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Float(Vector256<int> sums, Vector256<float> factors, Vector256<float> magic) =>
        Int8Requantization.Float(Vector256.ConvertToSingle(sums), factors, magic);

    /// <summary>A pixel's sums in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TTile>(ref int sums, nint pixel, Vector256<int> sums0, Vector256<int> sums1)
        where TTile : struct, IInt8Tile
    {
        ref Vector256<int> tile = ref Unsafe.Add(ref Unsafe.As<int, Vector256<int>>(ref sums), pixel * TTile.Vectors);
        tile = sums0;
        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 1) = sums1;
    }

    /// <summary>Four bytes of the inputs in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Quad256(ref byte inputs) => Vector256.Create(Unsafe.ReadUnaligned<int>(ref inputs)).AsByte();
}
