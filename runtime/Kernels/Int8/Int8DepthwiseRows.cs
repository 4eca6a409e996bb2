using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>One output row of a depthwise convolution.</summary>
internal static partial class Int8DepthwiseRows
{
    // Whether narrow rows have tiles of two vectors: with 128 bits pixels have too many vectors to gain from it, with 512 bits too few.
    private const bool HasNarrowTiles128 = false, HasNarrowTiles256 = true, HasNarrowTiles512 = false;

    /// <summary>Computes and stores the row's pixels.</summary>
    public static void Run(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
    {
        if (header.HasFloatSums == 0) RunIntegers(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else if (shape.Multiplier != 1) Run<SpreadSource>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else if (shape.TapColumns == 3 && shape.PixelStride == shape.TapStride)
            Run<ThreeTapsByOne>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else if (Int8Features.HasWideKernels && shape.TapColumns == 3 && shape.PixelStride == 2 * shape.TapStride)
            Run<ThreeTapsByTwo>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else Run<OwnSource>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
    }

    private static void RunIntegers(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
    {
        if (Int8Dot.Prefers256)
            Integers(ref x, ref weights, ref Unsafe.As<float, Vector256<int>>(ref blocks), ref header, ref y, in shape);
        else Integers(ref x, ref weights, ref Unsafe.As<float, Vector128<int>>(ref blocks), ref header, ref y, in shape);
    }

    /// <summary>With the widest vectors that the channels fill.</summary>
    private static void Run<TSource>(
        ref float x, ref float weights, ref float blocks, ref Int8Header header, ref sbyte y, in Int8DepthwiseRow shape)
        where TSource : struct, IInt8DepthwiseSource
    {
        if (Int8Dot.Prefers512 && shape.Channels > Vector256<int>.Count)
            Run<TSource>(ref x, ref weights, ref Unsafe.As<float, Vector512<int>>(ref blocks), ref header, ref y, in shape);
        else if (Int8Dot.Prefers256) Run<TSource>(ref x, ref weights, ref Unsafe.As<float, Vector256<int>>(ref blocks), ref header, ref y, in shape);
        else Run<TSource>(ref x, ref weights, ref Unsafe.As<float, Vector128<int>>(ref blocks), ref header, ref y, in shape);
    }
}
