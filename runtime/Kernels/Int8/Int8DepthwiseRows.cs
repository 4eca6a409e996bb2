using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>One output row of a depthwise convolution.</summary>
internal static partial class Int8DepthwiseRows
{
    /// <summary>The most pixels of a tile: their sums, three weights and an input fit into 16 registers.</summary>
    private const int MostPixels = 8;

    /// <summary>Computes and stores the row's pixels.</summary>
    public static void Run(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
    {
        if (header.HasFloatSums == 0) RunIntegers(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else if (shape.Multiplier == 1 && shape.TapColumns == 3 && shape.TapStride == shape.PixelStride)
            Run<ThreeNeighbours>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else if (shape.Multiplier == 1) Run<OwnSource>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else Run<SpreadSource>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
    }

    private static void RunIntegers(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
    {
        if (Int8Dot.Prefers256)
            Integers(ref x, ref weights, ref Unsafe.As<float, Vector256<int>>(ref blocks), ref header, ref y, in shape);
        else Integers(ref x, ref weights, ref Unsafe.As<float, Vector128<int>>(ref blocks), ref header, ref y, in shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Run<TSource>(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
        where TSource : struct, IInt8DepthwiseSource
    {
        ref int sums = ref MemoryMarshal.GetReference(stackalloc int[Int8Rows.TileSums]);
        Int8TileSplit split = new(shape.Pixels, MostPixels);
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint pixel, nint tiles) = split[part];
            switch (size)
            {
                case 1: Tiles<Tile1x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                case 2: Tiles<Tile2x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                case 3: Tiles<Tile3x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                case 4: Tiles<Tile4x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                case 5: Tiles<Tile5x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                case 6: Tiles<Tile6x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                case 7: Tiles<Tile7x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
                default: Tiles<Tile8x1, TSource>(ref x, ref weights, ref blocks, ref header, ref y, pixel, tiles, ref sums, in shape); break;
            }
        }
    }

    /// <summary>With the widest vectors that the channels fill.</summary>
    private static void Tiles<TTile, TSource>(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, nint pixel, nint tiles, ref int sums, in Int8DepthwiseRow shape)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        if (Int8Dot.Prefers512 && shape.Channels > Vector256<int>.Count)
        {
            ref Vector512<int> wide = ref Unsafe.As<float, Vector512<int>>(ref blocks);
            Tiles<TTile, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixel, tiles, ref sums, in shape);
        }
        else if (Int8Dot.Prefers256)
        {
            ref Vector256<int> wide = ref Unsafe.As<float, Vector256<int>>(ref blocks);
            Tiles<TTile, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixel, tiles, ref sums, in shape);
        }
        else
        {
            ref Vector128<int> wide = ref Unsafe.As<float, Vector128<int>>(ref blocks);
            Tiles<TTile, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixel, tiles, ref sums, in shape);
        }
    }
}
