using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// A depthwise convolution of s8 maps and the convolution of one pixel that reads its result, row by row: only one row lies between them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8DepthwisePointwise
{
    private const int Line = 64;

    /// <summary>
    /// Output rows <paramref name="first"/> to <paramref name="end"/>, exclusive, in order. Each is stored after all input rows that it needs have been read.
    /// </summary>
    /// <param name="x">The input, [height][width][channels].</param>
    /// <param name="depthwiseWeights">From <see cref="Int8Packing.DepthwiseWeights"/>.</param>
    /// <param name="depthwiseRequantization">From <see cref="Int8Packing.DepthwiseRequantization"/>.</param>
    /// <param name="weights">From <see cref="Int8Packing.Weights"/>.</param>
    /// <param name="requantization">From <see cref="Int8Packing.Requantization"/>.</param>
    /// <param name="y">The output, [height][width][channels].</param>
    /// <param name="workspace">
    /// A row between them in whole lines, and one more, then the workspace of <see cref="Int8Depthwise"/> or of <see cref="Int8Convolution"/>, whichever is
    /// larger.
    /// </param>
    /// <param name="depthwise">Counts and strides of the depthwise convolution, whose result is tight.</param>
    /// <param name="pointwise">Counts and strides of the other one, for one row of the map as if it were a map.</param>
    /// <param name="first">First output row.</param>
    /// <param name="end">One past the last output row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref float depthwiseWeights, ref float depthwiseRequantization, ref float weights, ref float requantization, ref sbyte y,
        ref float workspace, in Int8ConvolutionShape depthwise, in Int8ConvolutionShape pointwise, nint first, nint end)
    {
        ref sbyte between = ref Unsafe.As<float, sbyte>(ref workspace);
        ref float further = ref Unsafe.AddByteOffset(ref workspace, ((depthwise.OutputWidth * depthwise.OutputPixel + Line - 1) & -Line) + Line);
        for (nint row = first; row < end; row++)
        {
            // The only row of a convolution that begins so much lower.
            Int8ConvolutionShape one = depthwise with { OutputHeight = 1, PaddingTop = depthwise.PaddingTop - row * depthwise.StrideRows };
            Int8Depthwise.Run(ref x, ref depthwiseWeights, ref depthwiseRequantization, ref between, ref further, in one, 0, 1);
            Int8Convolution.Run(
                ref between, ref weights, ref requantization, ref Unsafe.Add(ref y, row * depthwise.OutputWidth * pointwise.OutputPixel), ref further,
                in pointwise, 0, pointwise.OutputHeight);
        }
    }
}
