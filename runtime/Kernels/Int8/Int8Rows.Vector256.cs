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
    /// <param name="shape">What all tiles of the row have in common.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tiles<TTile, TDot>(
        ref byte x, ref sbyte weights, ref Vector256<int> bias, ref Int8Header header, ref sbyte y, nint channels, nint pixel, nint tiles,
        in Int8RowShape shape)
        where TTile : struct, IInt8Tile
        where TDot : struct, IInt8Dot
    {
        ref int block = ref Unsafe.As<Vector256<int>, int>(ref bias);
        x = ref Unsafe.Add(ref x, pixel * shape.PixelStride);
        y = ref Unsafe.Add(ref y, pixel * shape.OutputStride);
        nint stride = shape.PixelStride, stride2 = 2 * stride, stride3 = 3 * stride;
        nint second = SecondWeights256(in shape), secondBias = SecondBias256;
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        int zero = header.OutputZero;
        sbyte low = (sbyte)header.Low, high = (sbyte)header.High;
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

            c00 = Int8Requantization.Apply(c00, ref block, isFloatExact, zero);
            if (TTile.Vectors > 1) c01 = Int8Requantization.Apply(c01, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
            Int8Store.Store(c00, c01, TTile.Vectors > 1, ref y, channels, low, high);
            if (TTile.Pixels > 1)
            {
                c10 = Int8Requantization.Apply(c10, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c11 = Int8Requantization.Apply(c11, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c10, c11, TTile.Vectors > 1, ref Unsafe.Add(ref y, shape.OutputStride), channels, low, high);
            }

            if (TTile.Pixels > 2)
            {
                c20 = Int8Requantization.Apply(c20, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c21 = Int8Requantization.Apply(c21, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c20, c21, TTile.Vectors > 1, ref Unsafe.Add(ref y, 2 * shape.OutputStride), channels, low, high);
                c30 = Int8Requantization.Apply(c30, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c31 = Int8Requantization.Apply(c31, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c30, c31, TTile.Vectors > 1, ref Unsafe.Add(ref y, 3 * shape.OutputStride), channels, low, high);
            }

            if (TTile.Pixels > 4)
            {
                c40 = Int8Requantization.Apply(c40, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c41 = Int8Requantization.Apply(c41, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c40, c41, TTile.Vectors > 1, ref Unsafe.Add(ref y, 4 * shape.OutputStride), channels, low, high);
                c50 = Int8Requantization.Apply(c50, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c51 = Int8Requantization.Apply(c51, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c50, c51, TTile.Vectors > 1, ref Unsafe.Add(ref y, 5 * shape.OutputStride), channels, low, high);
                c60 = Int8Requantization.Apply(c60, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c61 = Int8Requantization.Apply(c61, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c60, c61, TTile.Vectors > 1, ref Unsafe.Add(ref y, 6 * shape.OutputStride), channels, low, high);
                c70 = Int8Requantization.Apply(c70, ref block, isFloatExact, zero);
                if (TTile.Vectors > 1) c71 = Int8Requantization.Apply(c71, ref Unsafe.Add(ref block, secondBias), isFloatExact, zero);
                Int8Store.Store(c70, c71, TTile.Vectors > 1, ref Unsafe.Add(ref y, 7 * shape.OutputStride), channels, low, high);
            }

            x = ref Unsafe.Add(ref x, TTile.Pixels * stride);
            y = ref Unsafe.Add(ref y, TTile.Pixels * shape.OutputStride);
        }
    }

    /// <summary>Four bytes of the inputs in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Quad256(ref byte inputs) => Vector256.Create(Unsafe.ReadUnaligned<int>(ref inputs)).AsByte();
}
