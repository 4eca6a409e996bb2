using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8DepthwiseRows
{
    /// <summary>
    /// <paramref name="tiles"/> tiles of pixels that follow each other in a row, each for all channels. Sums are floats, which are exact here.
    /// </summary>
    /// <param name="x">The row's first pixel's inputs in the ring's first slot.</param>
    /// <param name="weights">[taps][channels, padded to 16].</param>
    /// <param name="blocks">Blocks of requantization; the type tells the vectors' width.</param>
    /// <param name="header">What all channels have in common.</param>
    /// <param name="y">The row's first output.</param>
    /// <param name="pixel">First pixel of the first tile.</param>
    /// <param name="tiles">Number of tiles.</param>
    /// <param name="sums">Memory for the sums of a tile.</param>
    /// <param name="shape">What all tiles of the row have in common.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tiles<TTile, TSource>(
        ref float x, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, nint pixel, nint tiles,
        ref int sums, in Int8DepthwiseRow shape)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        x = ref Unsafe.Add(ref x, pixel * shape.PixelStride);
        y = ref Unsafe.Add(ref y, pixel * shape.OutputStride);
        nint stride = shape.PixelStride, stride2 = 2 * stride, stride3 = 3 * stride, padded = shape.PaddedChannels;
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        Vector256<float> magic = Vector256.Create(Int8Requantization.Magic(header.OutputZero));
        Vector128<sbyte> lows = Vector128.Create((sbyte)header.Low), highs = Vector128.Create((sbyte)header.High);
        nint step = TTile.Vectors * Vector256<float>.Count;
        ref Vector256<int> tile = ref Unsafe.As<int, Vector256<int>>(ref sums);
        for (; tiles > 0; tiles--)
        {
            for (nint channel = 0; channel < shape.Channels; channel += step)
            {
                ref int bias = ref Unsafe.Add(
                    ref Unsafe.As<Vector256<int>, int>(ref blocks), (channel >> 4) * Int8Header.BlockFloats + (channel & 15));
                Vector256<float> c00 = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref bias)), c01 = default;
                if (TTile.Vectors > 1) c01 = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref bias, (nuint)Vector256<int>.Count));
                Vector256<float> c10 = c00, c11 = c01;
                Vector256<float> c20 = c00, c21 = c01;
                Vector256<float> c30 = c00, c31 = c01;
                Vector256<float> c40 = c00, c41 = c01;
                Vector256<float> c50 = c00, c51 = c01;
                Vector256<float> c60 = c00, c61 = c01;
                Vector256<float> c70 = c00, c71 = c01;
                nint from0 = channel, from1 = channel + Vector256<float>.Count;
                Vector256<int> lanes0 = default, lanes1 = default;
                if (TSource.HasMultiplier)
                {
                    (from0, lanes0) = Inputs256(from0, shape.Multiplier);
                    if (TTile.Vectors > 1) (from1, lanes1) = Inputs256(from1, shape.Multiplier);
                }

                ref float kernel = ref Unsafe.Add(ref weights, channel);
                nint slot = shape.FirstSlot;
                for (nint row = 0; row < shape.TapRows; row++)
                {
                    ref float near0 = ref Unsafe.Add(ref x, slot * shape.SlotFloats + from0);
                    ref float near1 = ref Unsafe.Add(ref x, slot * shape.SlotFloats + from1);
                    if (++slot == shape.Slots) slot = 0;
                    if (TSource.HasThreeNeighbours)
                    {
                        // Each input is loaded once and meets the three taps.
                        Vector256<float> w00 = Vector256.LoadUnsafe(ref kernel), w10 = Vector256.LoadUnsafe(ref Unsafe.Add(ref kernel, padded));
                        Vector256<float> w20 = Vector256.LoadUnsafe(ref Unsafe.Add(ref kernel, 2 * padded)), w01 = default, w11 = default, w21 = default;
                        if (TTile.Vectors > 1)
                        {
                            w01 = Vector256.LoadUnsafe(ref kernel, (nuint)Vector256<float>.Count);
                            w11 = Vector256.LoadUnsafe(ref Unsafe.Add(ref kernel, padded), (nuint)Vector256<float>.Count);
                            w21 = Vector256.LoadUnsafe(ref Unsafe.Add(ref kernel, 2 * padded), (nuint)Vector256<float>.Count);
                        }

                        kernel = ref Unsafe.Add(ref kernel, 3 * padded);
                        Vector256<float> a;
                        a = Vector256.LoadUnsafe(ref near0);
                        c00 = Vector256.MultiplyAddEstimate(a, w00, c00);
                        if (TTile.Vectors > 1)
                        {
                            a = Vector256.LoadUnsafe(ref near1);
                            c01 = Vector256.MultiplyAddEstimate(a, w01, c01);
                        }
                        a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 1 * stride));
                        if (TTile.Pixels > 1) c10 = Vector256.MultiplyAddEstimate(a, w00, c10);
                        c00 = Vector256.MultiplyAddEstimate(a, w10, c00);
                        if (TTile.Vectors > 1)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 1 * stride));
                            if (TTile.Pixels > 1) c11 = Vector256.MultiplyAddEstimate(a, w01, c11);
                            c01 = Vector256.MultiplyAddEstimate(a, w11, c01);
                        }
                        a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 2 * stride));
                        if (TTile.Pixels > 2) c20 = Vector256.MultiplyAddEstimate(a, w00, c20);
                        if (TTile.Pixels > 1) c10 = Vector256.MultiplyAddEstimate(a, w10, c10);
                        c00 = Vector256.MultiplyAddEstimate(a, w20, c00);
                        if (TTile.Vectors > 1)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 2 * stride));
                            if (TTile.Pixels > 2) c21 = Vector256.MultiplyAddEstimate(a, w01, c21);
                            if (TTile.Pixels > 1) c11 = Vector256.MultiplyAddEstimate(a, w11, c11);
                            c01 = Vector256.MultiplyAddEstimate(a, w21, c01);
                        }
                        if (TTile.Pixels > 1)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 3 * stride));
                            if (TTile.Pixels > 2) c30 = Vector256.MultiplyAddEstimate(a, w00, c30);
                            if (TTile.Pixels > 2) c20 = Vector256.MultiplyAddEstimate(a, w10, c20);
                            c10 = Vector256.MultiplyAddEstimate(a, w20, c10);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 3 * stride));
                                if (TTile.Pixels > 2) c31 = Vector256.MultiplyAddEstimate(a, w01, c31);
                                if (TTile.Pixels > 2) c21 = Vector256.MultiplyAddEstimate(a, w11, c21);
                                c11 = Vector256.MultiplyAddEstimate(a, w21, c11);
                            }
                        }

                        if (TTile.Pixels > 2)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 4 * stride));
                            if (TTile.Pixels > 4) c40 = Vector256.MultiplyAddEstimate(a, w00, c40);
                            c30 = Vector256.MultiplyAddEstimate(a, w10, c30);
                            c20 = Vector256.MultiplyAddEstimate(a, w20, c20);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 4 * stride));
                                if (TTile.Pixels > 4) c41 = Vector256.MultiplyAddEstimate(a, w01, c41);
                                c31 = Vector256.MultiplyAddEstimate(a, w11, c31);
                                c21 = Vector256.MultiplyAddEstimate(a, w21, c21);
                            }
                        }

                        if (TTile.Pixels > 2)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 5 * stride));
                            if (TTile.Pixels > 4) c50 = Vector256.MultiplyAddEstimate(a, w00, c50);
                            if (TTile.Pixels > 4) c40 = Vector256.MultiplyAddEstimate(a, w10, c40);
                            c30 = Vector256.MultiplyAddEstimate(a, w20, c30);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 5 * stride));
                                if (TTile.Pixels > 4) c51 = Vector256.MultiplyAddEstimate(a, w01, c51);
                                if (TTile.Pixels > 4) c41 = Vector256.MultiplyAddEstimate(a, w11, c41);
                                c31 = Vector256.MultiplyAddEstimate(a, w21, c31);
                            }
                        }

                        if (TTile.Pixels > 4)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 6 * stride));
                            c60 = Vector256.MultiplyAddEstimate(a, w00, c60);
                            c50 = Vector256.MultiplyAddEstimate(a, w10, c50);
                            c40 = Vector256.MultiplyAddEstimate(a, w20, c40);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 6 * stride));
                                c61 = Vector256.MultiplyAddEstimate(a, w01, c61);
                                c51 = Vector256.MultiplyAddEstimate(a, w11, c51);
                                c41 = Vector256.MultiplyAddEstimate(a, w21, c41);
                            }
                        }

                        if (TTile.Pixels > 4)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 7 * stride));
                            c70 = Vector256.MultiplyAddEstimate(a, w00, c70);
                            c60 = Vector256.MultiplyAddEstimate(a, w10, c60);
                            c50 = Vector256.MultiplyAddEstimate(a, w20, c50);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 7 * stride));
                                c71 = Vector256.MultiplyAddEstimate(a, w01, c71);
                                c61 = Vector256.MultiplyAddEstimate(a, w11, c61);
                                c51 = Vector256.MultiplyAddEstimate(a, w21, c51);
                            }
                        }

                        if (TTile.Pixels > 4)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 8 * stride));
                            c70 = Vector256.MultiplyAddEstimate(a, w10, c70);
                            c60 = Vector256.MultiplyAddEstimate(a, w20, c60);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 8 * stride));
                                c71 = Vector256.MultiplyAddEstimate(a, w11, c71);
                                c61 = Vector256.MultiplyAddEstimate(a, w21, c61);
                            }
                        }

                        if (TTile.Pixels > 4)
                        {
                            a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near0, 9 * stride));
                            c70 = Vector256.MultiplyAddEstimate(a, w20, c70);
                            if (TTile.Vectors > 1)
                            {
                                a = Vector256.LoadUnsafe(ref Unsafe.Add(ref near1, 9 * stride));
                                c71 = Vector256.MultiplyAddEstimate(a, w21, c71);
                            }
                        }
                    }
                    else
                    {
                        for (nint column = 0; column < shape.TapColumns; column++)
                        {
                            Vector256<float> w0 = Vector256.LoadUnsafe(ref kernel);
                            Vector256<float> w1 = TTile.Vectors > 1 ? Vector256.LoadUnsafe(ref kernel, (nuint)Vector256<float>.Count) : default;
                            c00 = MultiplyAdd<TSource>(ref near0, lanes0, w0, c00);
                            if (TTile.Vectors > 1) c01 = MultiplyAdd<TSource>(ref near1, lanes1, w1, c01);
                            if (TTile.Pixels > 1)
                            {
                                c10 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near0, stride), lanes0, w0, c10);
                                if (TTile.Vectors > 1) c11 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near1, stride), lanes1, w1, c11);
                            }

                            if (TTile.Pixels > 2)
                            {
                                c20 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near0, stride2), lanes0, w0, c20);
                                if (TTile.Vectors > 1) c21 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near1, stride2), lanes1, w1, c21);
                                c30 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near0, stride3), lanes0, w0, c30);
                                if (TTile.Vectors > 1) c31 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near1, stride3), lanes1, w1, c31);
                            }

                            if (TTile.Pixels > 4)
                            {
                                ref float far0 = ref Unsafe.Add(ref near0, 4 * stride);
                                ref float far1 = ref Unsafe.Add(ref near1, 4 * stride);
                                c40 = MultiplyAdd<TSource>(ref far0, lanes0, w0, c40);
                                if (TTile.Vectors > 1) c41 = MultiplyAdd<TSource>(ref far1, lanes1, w1, c41);
                                c50 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far0, stride), lanes0, w0, c50);
                                if (TTile.Vectors > 1) c51 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far1, stride), lanes1, w1, c51);
                                c60 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far0, stride2), lanes0, w0, c60);
                                if (TTile.Vectors > 1) c61 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far1, stride2), lanes1, w1, c61);
                                c70 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far0, stride3), lanes0, w0, c70);
                                if (TTile.Vectors > 1) c71 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far1, stride3), lanes1, w1, c71);
                            }

                            near0 = ref Unsafe.Add(ref near0, shape.TapStride);
                            if (TTile.Vectors > 1) near1 = ref Unsafe.Add(ref near1, shape.TapStride);
                            kernel = ref Unsafe.Add(ref kernel, padded);
                        }
                    }
                }

                ref sbyte target = ref Unsafe.Add(ref y, channel);
                nint count = shape.Channels - channel;
                if (isFloatExact && count >= TTile.Vectors * Vector256<int>.Count)
                {
                    Vector256<float> m0 = Vector256.LoadUnsafe(ref bias, Int8Header.Factors).AsSingle(), m1 = default;
                    if (TTile.Vectors > 1) m1 = Vector256.LoadUnsafe(ref bias, (nuint)(Vector256<int>.Count + Int8Header.Factors)).AsSingle();
                    Put<TTile>(c00, c01, m0, m1, magic, ref target, lows, highs);
                    if (TTile.Pixels > 1) Put<TTile>(c10, c11, m0, m1, magic, ref Unsafe.Add(ref target, shape.OutputStride), lows, highs);
                    if (TTile.Pixels > 2)
                    {
                        Put<TTile>(c20, c21, m0, m1, magic, ref Unsafe.Add(ref target, 2 * shape.OutputStride), lows, highs);
                        Put<TTile>(c30, c31, m0, m1, magic, ref Unsafe.Add(ref target, 3 * shape.OutputStride), lows, highs);
                    }

                    if (TTile.Pixels > 4)
                    {
                        Put<TTile>(c40, c41, m0, m1, magic, ref Unsafe.Add(ref target, 4 * shape.OutputStride), lows, highs);
                        Put<TTile>(c50, c51, m0, m1, magic, ref Unsafe.Add(ref target, 5 * shape.OutputStride), lows, highs);
                        Put<TTile>(c60, c61, m0, m1, magic, ref Unsafe.Add(ref target, 6 * shape.OutputStride), lows, highs);
                        Put<TTile>(c70, c71, m0, m1, magic, ref Unsafe.Add(ref target, 7 * shape.OutputStride), lows, highs);
                    }
                }
                else
                {
                    // The sums go through memory: a register that is used behind a call would be kept in memory in the loops, too.
                    tile = Vector256.ConvertToInt32(c00);
                    if (TTile.Vectors > 1) Unsafe.Add(ref tile, 1) = Vector256.ConvertToInt32(c01);
                    if (TTile.Pixels > 1)
                    {
                        Unsafe.Add(ref tile, TTile.Vectors) = Vector256.ConvertToInt32(c10);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, TTile.Vectors + 1) = Vector256.ConvertToInt32(c11);
                    }

                    if (TTile.Pixels > 2)
                    {
                        Unsafe.Add(ref tile, 2 * TTile.Vectors) = Vector256.ConvertToInt32(c20);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 2 * TTile.Vectors + 1) = Vector256.ConvertToInt32(c21);
                        Unsafe.Add(ref tile, 3 * TTile.Vectors) = Vector256.ConvertToInt32(c30);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 3 * TTile.Vectors + 1) = Vector256.ConvertToInt32(c31);
                    }

                    if (TTile.Pixels > 4)
                    {
                        Unsafe.Add(ref tile, 4 * TTile.Vectors) = Vector256.ConvertToInt32(c40);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 4 * TTile.Vectors + 1) = Vector256.ConvertToInt32(c41);
                        Unsafe.Add(ref tile, 5 * TTile.Vectors) = Vector256.ConvertToInt32(c50);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 5 * TTile.Vectors + 1) = Vector256.ConvertToInt32(c51);
                        Unsafe.Add(ref tile, 6 * TTile.Vectors) = Vector256.ConvertToInt32(c60);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 6 * TTile.Vectors + 1) = Vector256.ConvertToInt32(c61);
                        Unsafe.Add(ref tile, 7 * TTile.Vectors) = Vector256.ConvertToInt32(c70);
                        if (TTile.Vectors > 1) Unsafe.Add(ref tile, 7 * TTile.Vectors + 1) = Vector256.ConvertToInt32(c71);
                    }

                    Int8Requantization.StoreTile(
                        ref tile, TTile.Pixels, TTile.Vectors, ref bias, Vector256<int>.Count, ref header, ref target, shape.OutputStride, count);
                }
            }

            x = ref Unsafe.Add(ref x, TTile.Pixels * stride);
            y = ref Unsafe.Add(ref y, TTile.Pixels * shape.OutputStride);
        }
    }

    /// <summary>Pixels one by one with sums of integers, for layers whose sums may not fit in floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Integers(
        ref float x, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, nint pixels, in Int8DepthwiseRow shape)
    {
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        sbyte low = (sbyte)header.Low, high = (sbyte)header.High;
        for (; pixels > 0; pixels--)
        {
            for (nint channel = 0; channel < shape.Channels; channel += Vector256<int>.Count)
            {
                ref int bias = ref Unsafe.Add(
                    ref Unsafe.As<Vector256<int>, int>(ref blocks), (channel >> 4) * Int8Header.BlockFloats + (channel & 15));
                Vector256<int> sums = Vector256.LoadUnsafe(ref bias);
                (nint from, Vector256<int> lanes) = Inputs256(channel, shape.Multiplier);
                ref float kernel = ref Unsafe.Add(ref weights, channel);
                for (nint row = 0; row < shape.TapRows; row++)
                {
                    ref float near = ref Unsafe.Add(ref x, (shape.FirstSlot + row) % shape.Slots * shape.SlotFloats + from);
                    for (nint column = 0; column < shape.TapColumns; column++)
                    {
                        Vector256<int> inputs = Vector256.ConvertToInt32(Load256<SpreadSource>(ref near, lanes));
                        sums += inputs * Vector256.ConvertToInt32(Vector256.LoadUnsafe(ref kernel));
                        near = ref Unsafe.Add(ref near, shape.TapStride);
                        kernel = ref Unsafe.Add(ref kernel, shape.PaddedChannels);
                    }
                }

                sums = Int8Requantization.Apply(sums, ref bias, isFloatExact, header.OutputZero);
                Int8Store.Store(sums, sums, false, ref Unsafe.Add(ref y, channel), shape.Channels - channel, low, high);
            }

            x = ref Unsafe.Add(ref x, shape.PixelStride);
            y = ref Unsafe.Add(ref y, shape.OutputStride);
        }
    }

    /// <summary>Requantizes by floats and stores a pixel's channels, all of which there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TTile>(
        Vector256<float> sums0, Vector256<float> sums1, Vector256<float> factors0, Vector256<float> factors1, Vector256<float> magic, ref sbyte y,
        Vector128<sbyte> lows, Vector128<sbyte> highs)
        where TTile : struct, IInt8Tile
    {
        Vector256<int> first = Int8Requantization.Float(sums0, factors0, magic), second = first;
        if (TTile.Vectors > 1) second = Int8Requantization.Float(sums1, factors1, magic);
        Int8Store.Whole(first, second, TTile.Vectors > 1, ref y, lows, highs);
    }

    /// <summary>The input channel that comes first for the channels of a vector, and which of the channels after it each lane reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (nint First, Vector256<int> Lanes) Inputs256(nint channel, nint multiplier)
    {
        // The half keeps quotients away from the next integer, so that rounding cannot reach it.
        (nint first, nint rest) = Math.DivRem(channel, multiplier);
        Vector256<float> numerators = Vector256.ConvertToSingle(Vector256<int>.Indices) + Vector256.Create(rest + 0.5f);
        return (first, Vector256.ConvertToInt32(numerators / Vector256.Create((float)multiplier)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MultiplyAdd<TSource>(ref float source, Vector256<int> lanes, Vector256<float> weights, Vector256<float> sums)
        where TSource : struct, IInt8DepthwiseSource => Vector256.MultiplyAddEstimate(Load256<TSource>(ref source, lanes), weights, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load256<TSource>(ref float source, Vector256<int> lanes)
        where TSource : struct, IInt8DepthwiseSource
    {
        Vector256<float> values = Vector256.LoadUnsafe(ref source);
        return TSource.HasMultiplier ? Vector256.Shuffle(values, lanes) : values;
    }
}
