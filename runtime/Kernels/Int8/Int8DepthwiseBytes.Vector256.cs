using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class Int8DepthwiseBytes
{
    /// <summary>
    /// A row of the result, a vector of channels after the other. Reading goes a vector past the last channel, into the workspace's last line.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(
        ref sbyte rows, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, nint width, nint firstSlot,
        in Int8ConvolutionShape shape)
    {
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        sbyte low = (sbyte)header.Low, high = (sbyte)header.High;
        nint channels = shape.Groups, padded = Int8Rows.Padded(channels);
        nint rowBytes = shape.Columns(shape.OutputWidth) * channels, tapBytes = shape.DilationColumns * channels;
        for (nint pixel = 0; pixel < width; pixel++)
            for (nint channel = 0; channel < channels; channel += Vector256<int>.Count)
            {
                ref int bias = ref Unsafe.Add(
                    ref Unsafe.As<Vector256<int>, int>(ref blocks), (channel >> 4) * Int8Header.BlockFloats + (channel & 15));
                Vector256<int> sums = Vector256.LoadUnsafe(ref bias);
                ref float kernel = ref Unsafe.Add(ref weights, channel);
                nint slot = firstSlot;
                for (nint row = 0; row < shape.TapRows; row++)
                {
                    ref sbyte near = ref Unsafe.Add(ref rows, slot * rowBytes + pixel * shape.StrideColumns * channels + channel);
                    for (nint column = 0; column < shape.TapColumns; column++)
                    {
                        sums += Widen(ref near, sums) * Vector256.ConvertToInt32(Vector256.LoadUnsafe(ref kernel));
                        near = ref Unsafe.Add(ref near, tapBytes);
                        kernel = ref Unsafe.Add(ref kernel, padded);
                    }

                    if (++slot == shape.TapRows) slot = 0;
                }

                sums = Int8Requantization.Apply(sums, ref bias, isFloatExact, header.OutputZero);
                Int8Store.Store(sums, sums, false, ref Unsafe.Add(ref y, pixel * shape.OutputPixel + channel), channels - channel, low, high);
            }
    }
}
