using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>One output row of a depthwise convolution.</summary>
internal static partial class Int8DepthwiseRows
{
    /// <summary>Computes and stores <paramref name="pixels"/> pixels, at least 1.</summary>
    public static void Run(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, nint pixels, in Int8DepthwiseRow shape)
    {
        if (header.HasFloatSums == 0) RunIntegers(ref x, ref weights, ref blocks, ref header, ref y, pixels, in shape);
        else if (shape.Multiplier == 1) Run<OwnSource>(ref x, ref weights, ref blocks, ref header, ref y, pixels, in shape);
        else Run<SpreadSource>(ref x, ref weights, ref blocks, ref header, ref y, pixels, in shape);
    }

    private static void RunIntegers(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, nint pixels, in Int8DepthwiseRow shape)
    {
        if (Int8Dot.Prefers256)
            Integers(ref x, ref weights, ref Unsafe.As<float, Vector256<int>>(ref blocks), ref header, ref y, pixels, in shape);
        else Integers(ref x, ref weights, ref Unsafe.As<float, Vector128<int>>(ref blocks), ref header, ref y, pixels, in shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TSource>(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, nint pixels, in Int8DepthwiseRow shape)
        where TSource : struct, IInt8DepthwiseSource
    {
        if (Int8Dot.Prefers512)
        {
            ref Vector512<int> wide = ref Unsafe.As<float, Vector512<int>>(ref blocks);
            if (pixels >= 8) Tiles<Tile8x1, TSource>(ref x, ref weights, ref wide, ref header, ref y, 0, pixels / 8, in shape);
            if ((pixels & 4) != 0) Tiles<Tile4x1, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -8, 1, in shape);
            if ((pixels & 2) != 0) Tiles<Tile2x1, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -4, 1, in shape);
            if ((pixels & 1) != 0) Tiles<Tile1x1, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -2, 1, in shape);
        }
        else if (Int8Dot.Prefers256)
        {
            ref Vector256<int> wide = ref Unsafe.As<float, Vector256<int>>(ref blocks);
            if (pixels >= 4) Tiles<Tile4x2, TSource>(ref x, ref weights, ref wide, ref header, ref y, 0, pixels / 4, in shape);
            if ((pixels & 2) != 0) Tiles<Tile2x2, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -4, 1, in shape);
            if ((pixels & 1) != 0) Tiles<Tile1x2, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -2, 1, in shape);
        }
        else
        {
            ref Vector128<int> wide = ref Unsafe.As<float, Vector128<int>>(ref blocks);
            if (pixels >= 4) Tiles<Tile4x2, TSource>(ref x, ref weights, ref wide, ref header, ref y, 0, pixels / 4, in shape);
            if ((pixels & 2) != 0) Tiles<Tile2x2, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -4, 1, in shape);
            if ((pixels & 1) != 0) Tiles<Tile1x2, TSource>(ref x, ref weights, ref wide, ref header, ref y, pixels & -2, 1, in shape);
        }
    }
}
