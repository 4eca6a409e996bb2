using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8DepthwiseRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Run<TSource>(
        ref float x, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
        where TSource : struct, IInt8DepthwiseSource
    {
        ref int sums = ref MemoryMarshal.GetReference(stackalloc int[Int8Rows.TileSums]);
        if (TSource.IsThreeByThree && TSource.IsFrequent && HasNarrowTiles256 && shape.IsNarrow && Int8Requantization.UsesFloats && header.IsFloatExact != 0)
        {
            Narrow<TSource>(ref x, ref weights, ref blocks, ref header, ref y, ref sums, in shape);
            return;
        }

        Int8TileSplit split = TSource.IsFrequent ? shape.Tiles.OfEight : shape.Tiles.OfFourAndOne;
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint pixel, nint tiles) = split[part];
            switch (size)
            {
                case 1:
                    Tiles<Tile1x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 2 when TSource.IsFrequent:
                    Tiles<Tile2x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 3 when TSource.IsFrequent:
                    Tiles<Tile3x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 4:
                    Tiles<Tile4x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 5 when TSource.IsFrequent:
                    Tiles<Tile5x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 6 when TSource.IsFrequent:
                    Tiles<Tile6x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 7 when TSource.IsFrequent:
                    Tiles<Tile7x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
                case 8 when TSource.IsFrequent:
                    Tiles<Tile8x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape);
                    break;
            }
        }
    }

    /// <summary>One tile of all pixels, two vectors of channels wide: as many sums as a tile of more pixels has, so that they do not wait for each other.</summary>
    private static void Narrow<TSource>(
        ref float x, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, ref int sums, in Int8DepthwiseRow shape)
        where TSource : struct, IInt8DepthwiseSource
    {
        switch (shape.Tiles.Pixels)
        {
            case 1:
                Tiles<Tile1x2, TSource>(ref x, ref weights, ref blocks, ref header, ref y, 0, 1, ref sums, in shape);
                break;
            case 2:
                Tiles<Tile2x2, TSource>(ref x, ref weights, ref blocks, ref header, ref y, 0, 1, ref sums, in shape);
                break;
            case 3:
                Tiles<Tile3x2, TSource>(ref x, ref weights, ref blocks, ref header, ref y, 0, 1, ref sums, in shape);
                break;
            case 4:
                Tiles<Tile4x2, TSource>(ref x, ref weights, ref blocks, ref header, ref y, 0, 1, ref sums, in shape);
                break;
            case 5:
                Tiles<Tile5x2, TSource>(ref x, ref weights, ref blocks, ref header, ref y, 0, 1, ref sums, in shape);
                break;
        }
    }

    /// <summary>
    /// <paramref name="tiles"/> tiles of pixels that follow each other in a row, each for all channels, a vector of them at a time. Sums are floats, which are
    /// exact here.
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
        nint stride = shape.PixelStride, padded = shape.PaddedChannels, output = shape.OutputStride;
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        Vector256<float> magic = Vector256.Create(Int8Requantization.Magic(header.OutputZero));
        Vector256<sbyte> lows = Vector256.Create((sbyte)header.Low), highs = Vector256.Create((sbyte)header.High);
        nint strideBytes = stride * sizeof(float), strideBytes3 = 3 * strideBytes, weightBytes = padded * sizeof(float), weightBytes3 = 3 * weightBytes;
        nint row0 = 0, row1 = 0, row2 = 0;
        if (TSource.IsThreeByThree) (row0, row1, row2) = (shape.RowOffset(0), shape.RowOffset(1), shape.RowOffset(2));
        for (; tiles > 0; tiles--)
        {
            for (nint channel = 0; channel < shape.Channels; channel += TTile.Vectors * Vector256<float>.Count)
            {
                ref int bias = ref Unsafe.Add(
                    ref Unsafe.As<Vector256<int>, int>(ref blocks), (channel >> 4) * Int8Header.BlockFloats + (channel & 15));
                Vector256<float> c0 = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref bias));
                Vector256<float> c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
                Vector256<float> d0 = TTile.Vectors > 1 ? Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref bias, (nuint)Vector256<int>.Count)) : default;
                Vector256<float> d1 = d0, d2 = d0, d3 = d0, d4 = d0;
                nint from = channel;
                Vector256<int> lanes = default;
                if (TSource.HasMultiplier) (from, lanes) = Inputs256(from, shape.Multiplier);
                ref float kernel = ref Unsafe.Add(ref weights, channel);
                if (TSource.IsThreeByThree)
                {
                    ref float near = ref Unsafe.Add(ref x, channel);
                    RowOfTaps<TTile, TSource>(
                        ref Unsafe.AddByteOffset(ref near, row0), strideBytes, strideBytes3, ref kernel, weightBytes, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
                        ref c6, ref c7, ref d0, ref d1, ref d2, ref d3, ref d4);
                    kernel = ref Unsafe.AddByteOffset(ref kernel, weightBytes3);
                    RowOfTaps<TTile, TSource>(
                        ref Unsafe.AddByteOffset(ref near, row1), strideBytes, strideBytes3, ref kernel, weightBytes, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
                        ref c6, ref c7, ref d0, ref d1, ref d2, ref d3, ref d4);
                    kernel = ref Unsafe.AddByteOffset(ref kernel, weightBytes3);
                    RowOfTaps<TTile, TSource>(
                        ref Unsafe.AddByteOffset(ref near, row2), strideBytes, strideBytes3, ref kernel, weightBytes, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
                        ref c6, ref c7, ref d0, ref d1, ref d2, ref d3, ref d4);
                }
                else
                {
                    nint slot = shape.FirstSlot;
                    for (nint row = 0; row < shape.TapRows; row++)
                    {
                        ref float near = ref Unsafe.Add(ref x, slot * shape.SlotFloats + from);
                        if (++slot == shape.Slots) slot = 0;
                        for (nint column = 0; column < shape.TapColumns; column++)
                        {
                            Tap<TTile, TSource>(ref near, stride, lanes, ref kernel, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                            near = ref Unsafe.Add(ref near, shape.TapStride);
                            kernel = ref Unsafe.Add(ref kernel, padded);
                        }
                    }
                }

                ref sbyte target = ref Unsafe.Add(ref y, channel);
                nint count = shape.Channels - channel;
                if (TTile.Vectors > 1)
                    PutTwoVectors<TTile>(c0, c1, c2, c3, c4, d0, d1, d2, d3, d4, ref bias, magic, ref target, output, lows, highs);
                else if (isFloatExact && count >= Vector256<int>.Count)
                    Put<TTile>(c0, c1, c2, c3, c4, c5, c6, c7, ref bias, magic, ref target, output, lows, highs);
                else
                {
                    // The sums go through memory: a register that is used behind a call would be kept in memory in the loops, too.
                    Keep<TTile>(ref sums, c0, c1, c2, c3, c4, c5, c6, c7);
                    Int8Requantization.StoreTile(
                        ref Unsafe.As<int, Vector256<int>>(ref sums), TTile.Pixels, 1, ref bias, 0, ref header, ref target, output, count);
                }
            }

            x = ref Unsafe.Add(ref x, TTile.Pixels * stride);
            y = ref Unsafe.Add(ref y, TTile.Pixels * output);
        }
    }

    /// <summary>A row of three taps for each vector of the tile. Tiles of two vectors have at most five pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowOfTaps<TTile, TSource>(
        ref float near, nint stride, nint stride3, ref float kernel, nint weights, ref Vector256<float> c0, ref Vector256<float> c1,
        ref Vector256<float> c2, ref Vector256<float> c3, ref Vector256<float> c4, ref Vector256<float> c5, ref Vector256<float> c6, ref Vector256<float> c7,
        ref Vector256<float> d0, ref Vector256<float> d1, ref Vector256<float> d2, ref Vector256<float> d3, ref Vector256<float> d4)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        ThreeTaps<TTile, TSource>(ref near, stride, stride3, ref kernel, weights, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
        if (TTile.Vectors == 1) return;
        near = ref Unsafe.Add(ref near, Vector256<float>.Count);
        kernel = ref Unsafe.Add(ref kernel, Vector256<float>.Count);
        ThreeTaps<TTile, TSource>(ref near, stride, stride3, ref kernel, weights, ref d0, ref d1, ref d2, ref d3, ref d4, ref c5, ref c6, ref c7);
    }

    /// <summary>A row of three taps that are neighbours: each input is loaded once and meets all taps that read it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreeTaps<TTile, TSource>(
        ref float near, nint stride, nint stride3, ref float kernel, nint weights, ref Vector256<float> c0, ref Vector256<float> c1,
        ref Vector256<float> c2, ref Vector256<float> c3, ref Vector256<float> c4, ref Vector256<float> c5, ref Vector256<float> c6, ref Vector256<float> c7)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        Vector256<float> w0 = Vector256.LoadUnsafe(ref kernel), w1 = Column256(ref kernel, weights), w2 = Column256(ref kernel, 2 * weights);
        ref float next = ref Unsafe.AddByteOffset(ref near, stride);
        Vector256<float> a = Vector256.LoadUnsafe(ref near);
        c0 = Vector256.MultiplyAddEstimate(a, w0, c0);
        if (TSource.HasStrideOfTwo)
        {
            c0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref next), w1, c0);
            a = Column256(ref near, 2 * stride);
            c0 = Vector256.MultiplyAddEstimate(a, w2, c0);

            if (TTile.Pixels > 1)
            {
                c1 = Vector256.MultiplyAddEstimate(a, w0, c1);
                c1 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * stride), w1, c1);
                a = Column256(ref near, 4 * stride);
                c1 = Vector256.MultiplyAddEstimate(a, w2, c1);
            }

            if (TTile.Pixels > 2)
            {
                c2 = Vector256.MultiplyAddEstimate(a, w0, c2);
                c2 = Vector256.MultiplyAddEstimate(Column256(ref next, 4 * stride), w1, c2);
                a = Column256(ref near, 2 * stride3);
                c2 = Vector256.MultiplyAddEstimate(a, w2, c2);
            }

            if (TTile.Pixels > 3)
            {
                c3 = Vector256.MultiplyAddEstimate(a, w0, c3);
                c3 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * stride3), w1, c3);
                a = Column256(ref near, 8 * stride);
                c3 = Vector256.MultiplyAddEstimate(a, w2, c3);
            }

            if (TTile.Pixels > 4)
            {
                near = ref Unsafe.AddByteOffset(ref near, 8 * stride);
                next = ref Unsafe.AddByteOffset(ref next, 8 * stride);
                c4 = Vector256.MultiplyAddEstimate(a, w0, c4);
                c4 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref next), w1, c4);
                a = Column256(ref near, 2 * stride);
                c4 = Vector256.MultiplyAddEstimate(a, w2, c4);
            }

            if (TTile.Pixels > 5)
            {
                c5 = Vector256.MultiplyAddEstimate(a, w0, c5);
                c5 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * stride), w1, c5);
                a = Column256(ref near, 4 * stride);
                c5 = Vector256.MultiplyAddEstimate(a, w2, c5);
            }

            if (TTile.Pixels > 6)
            {
                c6 = Vector256.MultiplyAddEstimate(a, w0, c6);
                c6 = Vector256.MultiplyAddEstimate(Column256(ref next, 4 * stride), w1, c6);
                a = Column256(ref near, 2 * stride3);
                c6 = Vector256.MultiplyAddEstimate(a, w2, c6);
            }

            if (TTile.Pixels > 7)
            {
                c7 = Vector256.MultiplyAddEstimate(a, w0, c7);
                c7 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * stride3), w1, c7);
                a = Column256(ref near, 8 * stride);
                c7 = Vector256.MultiplyAddEstimate(a, w2, c7);
            }

            return;
        }

        a = Vector256.LoadUnsafe(ref next);
        c0 = Vector256.MultiplyAddEstimate(a, w1, c0);
        if (TTile.Pixels > 1) c1 = Vector256.MultiplyAddEstimate(a, w0, c1);
        a = Column256(ref near, 2 * stride);
        c0 = Vector256.MultiplyAddEstimate(a, w2, c0);
        if (TTile.Pixels > 1) c1 = Vector256.MultiplyAddEstimate(a, w1, c1);
        if (TTile.Pixels > 2) c2 = Vector256.MultiplyAddEstimate(a, w0, c2);
        if (TTile.Pixels > 1)
        {
            a = Column256(ref next, 2 * stride);
            c1 = Vector256.MultiplyAddEstimate(a, w2, c1);
            if (TTile.Pixels > 2) c2 = Vector256.MultiplyAddEstimate(a, w1, c2);
            if (TTile.Pixels > 3) c3 = Vector256.MultiplyAddEstimate(a, w0, c3);
        }

        if (TTile.Pixels > 2)
        {
            a = Column256(ref near, 4 * stride);
            c2 = Vector256.MultiplyAddEstimate(a, w2, c2);
            if (TTile.Pixels > 3) c3 = Vector256.MultiplyAddEstimate(a, w1, c3);
            if (TTile.Pixels > 4) c4 = Vector256.MultiplyAddEstimate(a, w0, c4);
        }

        if (TTile.Pixels > 3)
        {
            a = Column256(ref next, 4 * stride);
            c3 = Vector256.MultiplyAddEstimate(a, w2, c3);
            if (TTile.Pixels > 4) c4 = Vector256.MultiplyAddEstimate(a, w1, c4);
            if (TTile.Pixels > 5) c5 = Vector256.MultiplyAddEstimate(a, w0, c5);
        }

        if (TTile.Pixels > 4)
        {
            a = Column256(ref near, 2 * stride3);
            c4 = Vector256.MultiplyAddEstimate(a, w2, c4);
            if (TTile.Pixels > 5) c5 = Vector256.MultiplyAddEstimate(a, w1, c5);
            if (TTile.Pixels > 6) c6 = Vector256.MultiplyAddEstimate(a, w0, c6);
        }

        if (TTile.Pixels > 5)
        {
            a = Column256(ref next, 2 * stride3);
            c5 = Vector256.MultiplyAddEstimate(a, w2, c5);
            if (TTile.Pixels > 6) c6 = Vector256.MultiplyAddEstimate(a, w1, c6);
            if (TTile.Pixels > 7) c7 = Vector256.MultiplyAddEstimate(a, w0, c7);
        }

        if (TTile.Pixels > 6)
        {
            a = Column256(ref near, 8 * stride);
            c6 = Vector256.MultiplyAddEstimate(a, w2, c6);
            if (TTile.Pixels > 7) c7 = Vector256.MultiplyAddEstimate(a, w1, c7);
        }

        if (TTile.Pixels > 7)
        {
            a = Column256(ref next, 8 * stride);
            c7 = Vector256.MultiplyAddEstimate(a, w2, c7);
        }
    }

    /// <summary>A vector so many bytes behind a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Column256(ref float from, nint bytes) => Vector256.LoadUnsafe(ref Unsafe.AddByteOffset(ref from, bytes));

    /// <summary>One tap, wherever the next one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tap<TTile, TSource>(
        ref float near, nint stride, Vector256<int> lanes, ref float kernel, ref Vector256<float> c0, ref Vector256<float> c1, ref Vector256<float> c2,
        ref Vector256<float> c3, ref Vector256<float> c4, ref Vector256<float> c5, ref Vector256<float> c6, ref Vector256<float> c7)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        nint stride2 = 2 * stride, stride3 = 3 * stride;
        Vector256<float> w = Vector256.LoadUnsafe(ref kernel);
        ref float far = ref Unsafe.Add(ref near, 4 * stride);
        c0 = MultiplyAdd<TSource>(ref near, lanes, w, c0);
        if (TTile.Pixels > 1) c1 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near, stride), lanes, w, c1);
        if (TTile.Pixels > 2) c2 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near, stride2), lanes, w, c2);
        if (TTile.Pixels > 3) c3 = MultiplyAdd<TSource>(ref Unsafe.Add(ref near, stride3), lanes, w, c3);
        if (TTile.Pixels > 4) c4 = MultiplyAdd<TSource>(ref far, lanes, w, c4);
        if (TTile.Pixels > 5) c5 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far, stride), lanes, w, c5);
        if (TTile.Pixels > 6) c6 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far, stride2), lanes, w, c6);
        if (TTile.Pixels > 7) c7 = MultiplyAdd<TSource>(ref Unsafe.Add(ref far, stride3), lanes, w, c7);
    }

    /// <summary>Pixels one by one with sums of integers, for layers whose sums may not fit in floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Integers(
        ref float x, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
    {
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        sbyte low = (sbyte)header.Low, high = (sbyte)header.High;
        for (nint pixel = 0; pixel < shape.Tiles.Pixels; pixel++)
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
        tile = Vector256.ConvertToInt32(c0);
        if (TTile.Pixels > 1) Unsafe.Add(ref tile, 1) = Vector256.ConvertToInt32(c1);
        if (TTile.Pixels > 2) Unsafe.Add(ref tile, 2) = Vector256.ConvertToInt32(c2);
        if (TTile.Pixels > 3) Unsafe.Add(ref tile, 3) = Vector256.ConvertToInt32(c3);
        if (TTile.Pixels > 4) Unsafe.Add(ref tile, 4) = Vector256.ConvertToInt32(c4);
        if (TTile.Pixels > 5) Unsafe.Add(ref tile, 5) = Vector256.ConvertToInt32(c5);
        if (TTile.Pixels > 6) Unsafe.Add(ref tile, 6) = Vector256.ConvertToInt32(c6);
        if (TTile.Pixels > 7) Unsafe.Add(ref tile, 7) = Vector256.ConvertToInt32(c7);
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
