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
        if (TSource.HasThreeTaps && HasNarrowTiles256 && Int8Features.HasWideKernels && shape.IsNarrow
            && Int8Requantization.UsesFloats && header.IsFloatExact != 0)
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

    /// <summary>
    /// One tile of all pixels, two vectors of channels wide: as many sums as a tile of more pixels has, so that they do not wait for each other.
    /// </summary>
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
        nint tapBytes = shape.TapStride * sizeof(float), tapBytes3 = 3 * tapBytes, weightBytes = padded * sizeof(float), weightBytes3 = 3 * weightBytes;
        nint rowBytes = shape.SlotFloats * sizeof(float), firstRow = shape.FirstSlot * rowBytes, endOfRows = shape.Slots * rowBytes;
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
                nint at = firstRow;
                for (nint row = 0; row < shape.TapRows; row++)
                {
                    ref float near = ref Unsafe.AddByteOffset(ref Unsafe.Add(ref x, from), at);
                    at += rowBytes;
                    if (at == endOfRows) at = 0;
                    if (TSource.HasThreeTaps)
                    {
                        ThreeTaps<TTile, TSource>(
                            ref near, tapBytes, tapBytes3, ref kernel, weightBytes, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                        if (TTile.Vectors > 1)
                            ThreeTaps<TTile, TSource>(
                                ref Unsafe.Add(ref near, Vector256<float>.Count), tapBytes, tapBytes3, ref Unsafe.Add(ref kernel, Vector256<float>.Count),
                                weightBytes, ref d0, ref d1, ref d2, ref d3, ref d4, ref c5, ref c6, ref c7);
                        kernel = ref Unsafe.AddByteOffset(ref kernel, weightBytes3);
                        continue;
                    }

                    for (nint column = 0; column < shape.TapColumns; column++)
                    {
                        Tap<TTile, TSource>(ref near, stride, lanes, ref kernel, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
                        near = ref Unsafe.Add(ref near, shape.TapStride);
                        kernel = ref Unsafe.Add(ref kernel, padded);
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

    /// <summary>The input channel that comes first for the channels of a vector, and which of the channels after it each lane reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (nint First, Vector256<int> Lanes) Inputs256(nint channel, nint multiplier)
    {
        // The half keeps quotients away from the next integer, so that rounding cannot reach it.
        (nint first, nint rest) = Math.DivRem(channel, multiplier);
        Vector256<float> numerators = Vector256.ConvertToSingle(Vector256<int>.Indices) + Vector256.Create(rest + 0.5f);
        return (first, Vector256.ConvertToInt32(numerators / Vector256.Create((float)multiplier)));
    }
}
