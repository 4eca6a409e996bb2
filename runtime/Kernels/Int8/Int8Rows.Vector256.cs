using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8Rows
{
    /// <summary>
    /// <paramref name="tiles"/> register tiles that follow each other in a row: sums begin at the biases, grow by the dot products of all taps, and are
    /// requantized and stored.
    /// </summary>
    /// <param name="x">The row's first pixel's inputs in the ring's first slot.</param>
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
        nint stride = shape.PixelStride, stride2 = 2 * stride, stride3 = 3 * stride;
        nint second = SecondWeights256(in shape), secondBias = SecondBias256;
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        Vector256<float> magic = Vector256.Create(Int8Requantization.Magic(header.OutputZero));
        Vector128<sbyte> lows = Vector128.Create((sbyte)header.Low), highs = Vector128.Create((sbyte)header.High);
        ref Vector256<int> tile = ref Unsafe.As<int, Vector256<int>>(ref sums);
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
            nint slot = shape.FirstSlot;
            for (nint row = 0; row < shape.TapRows; row++)
            {
                ref byte segment = ref Unsafe.Add(ref x, slot * shape.SlotBytes);
                if (++slot == shape.Slots) slot = 0;
                for (nint run = 0; run < shape.Segments; run++)
                {
                    ref byte near = ref segment;
                    ref byte far = ref Unsafe.Add(ref segment, 4 * stride);
                    for (nint quads = shape.Quads; quads > 0; quads--)
                    {
                        Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref panel);
                        Vector256<sbyte> w1 = TTile.Vectors > 1 ? Vector256.LoadUnsafe(ref Unsafe.Add(ref panel, second)) : default;
                        Vector256<byte> a = Quad256(ref near);
                        c00 = TDot.Add(c00, a, w0);
                        if (TTile.Vectors > 1) c01 = TDot.Add(c01, a, w1);
                        if (TTile.Pixels > 1)
                        {
                            a = Quad256(ref Unsafe.Add(ref near, stride));
                            c10 = TDot.Add(c10, a, w0);
                            if (TTile.Vectors > 1) c11 = TDot.Add(c11, a, w1);
                        }

                        if (TTile.Pixels > 2)
                        {
                            a = Quad256(ref Unsafe.Add(ref near, stride2));
                            c20 = TDot.Add(c20, a, w0);
                            if (TTile.Vectors > 1) c21 = TDot.Add(c21, a, w1);
                            a = Quad256(ref Unsafe.Add(ref near, stride3));
                            c30 = TDot.Add(c30, a, w0);
                            if (TTile.Vectors > 1) c31 = TDot.Add(c31, a, w1);
                        }

                        if (TTile.Pixels > 4)
                        {
                            a = Quad256(ref far);
                            c40 = TDot.Add(c40, a, w0);
                            if (TTile.Vectors > 1) c41 = TDot.Add(c41, a, w1);
                            a = Quad256(ref Unsafe.Add(ref far, stride));
                            c50 = TDot.Add(c50, a, w0);
                            if (TTile.Vectors > 1) c51 = TDot.Add(c51, a, w1);
                            a = Quad256(ref Unsafe.Add(ref far, stride2));
                            c60 = TDot.Add(c60, a, w0);
                            if (TTile.Vectors > 1) c61 = TDot.Add(c61, a, w1);
                            a = Quad256(ref Unsafe.Add(ref far, stride3));
                            c70 = TDot.Add(c70, a, w0);
                            if (TTile.Vectors > 1) c71 = TDot.Add(c71, a, w1);
                        }

                        near = ref Unsafe.Add(ref near, QuadInputs);
                        if (TTile.Pixels > 4) far = ref Unsafe.Add(ref far, QuadInputs);
                        panel = ref Unsafe.Add(ref panel, QuadBytes);
                    }

                    segment = ref Unsafe.Add(ref segment, shape.SegmentStride);
                }
            }

            if (isFloatExact && channels >= TTile.Vectors * Vector256<int>.Count)
            {
                Vector256<float> m0 = Vector256.LoadUnsafe(ref block, Int8Header.Factors).AsSingle(), m1 = default;
                if (TTile.Vectors > 1) m1 = Vector256.LoadUnsafe(ref block, (nuint)(secondBias + Int8Header.Factors)).AsSingle();
                Put<TTile>(c00, c01, m0, m1, magic, ref y, lows, highs);
                if (TTile.Pixels > 1) Put<TTile>(c10, c11, m0, m1, magic, ref Unsafe.Add(ref y, shape.OutputStride), lows, highs);
                if (TTile.Pixels > 2)
                {
                    Put<TTile>(c20, c21, m0, m1, magic, ref Unsafe.Add(ref y, 2 * shape.OutputStride), lows, highs);
                    Put<TTile>(c30, c31, m0, m1, magic, ref Unsafe.Add(ref y, 3 * shape.OutputStride), lows, highs);
                }

                if (TTile.Pixels > 4)
                {
                    Put<TTile>(c40, c41, m0, m1, magic, ref Unsafe.Add(ref y, 4 * shape.OutputStride), lows, highs);
                    Put<TTile>(c50, c51, m0, m1, magic, ref Unsafe.Add(ref y, 5 * shape.OutputStride), lows, highs);
                    Put<TTile>(c60, c61, m0, m1, magic, ref Unsafe.Add(ref y, 6 * shape.OutputStride), lows, highs);
                    Put<TTile>(c70, c71, m0, m1, magic, ref Unsafe.Add(ref y, 7 * shape.OutputStride), lows, highs);
                }
            }
            else
            {
                // The sums go through memory: a register that is used behind a call would be kept in memory in the loops, too.
                tile = c00;
                if (TTile.Vectors > 1) Unsafe.Add(ref tile, 1) = c01;
                if (TTile.Pixels > 1)
                {
                    Unsafe.Add(ref tile, TTile.Vectors) = c10;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, TTile.Vectors + 1) = c11;
                }

                if (TTile.Pixels > 2)
                {
                    Unsafe.Add(ref tile, 2 * TTile.Vectors) = c20;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 2 * TTile.Vectors + 1) = c21;
                    Unsafe.Add(ref tile, 3 * TTile.Vectors) = c30;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 3 * TTile.Vectors + 1) = c31;
                }

                if (TTile.Pixels > 4)
                {
                    Unsafe.Add(ref tile, 4 * TTile.Vectors) = c40;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 4 * TTile.Vectors + 1) = c41;
                    Unsafe.Add(ref tile, 5 * TTile.Vectors) = c50;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 5 * TTile.Vectors + 1) = c51;
                    Unsafe.Add(ref tile, 6 * TTile.Vectors) = c60;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 6 * TTile.Vectors + 1) = c61;
                    Unsafe.Add(ref tile, 7 * TTile.Vectors) = c70;
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 7 * TTile.Vectors + 1) = c71;
                }

                Int8Requantization.StoreTile(
                    ref tile, TTile.Pixels, TTile.Vectors, ref block, secondBias, ref header, ref y, shape.OutputStride, channels);
            }

            x = ref Unsafe.Add(ref x, TTile.Pixels * stride);
            y = ref Unsafe.Add(ref y, TTile.Pixels * shape.OutputStride);
        }
    }

    /// <summary>Four bytes of the inputs in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Quad256(ref byte inputs) => Vector256.Create(Unsafe.ReadUnaligned<int>(ref inputs)).AsByte();

    /// <summary>Requantizes by floats and stores a pixel's channels, all of which there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TTile>(
        Vector256<int> sums0, Vector256<int> sums1, Vector256<float> factors0, Vector256<float> factors1, Vector256<float> magic, ref sbyte y,
        Vector128<sbyte> lows, Vector128<sbyte> highs)
        where TTile : struct, IInt8Tile
    {
        Vector256<int> first = Int8Requantization.Float(Vector256.ConvertToSingle(sums0), factors0, magic), second = first;
        if (TTile.Vectors > 1) second = Int8Requantization.Float(Vector256.ConvertToSingle(sums1), factors1, magic);
        Int8Store.Whole(first, second, TTile.Vectors > 1, ref y, lows, highs);
    }
}
