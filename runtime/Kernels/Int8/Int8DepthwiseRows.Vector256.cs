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
    /// <param name="shape">What all tiles of the row have in common.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tiles<TTile, TSource>(
        ref float x, ref float weights, ref Vector256<int> blocks, ref Int8Header header, ref sbyte y, nint pixel, nint tiles,
        in Int8DepthwiseRow shape)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        x = ref Unsafe.Add(ref x, pixel * shape.PixelStride);
        y = ref Unsafe.Add(ref y, pixel * shape.OutputStride);
        nint stride = shape.PixelStride, stride2 = 2 * stride, stride3 = 3 * stride, padded = shape.PaddedChannels;
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        int zero = header.OutputZero;
        sbyte low = (sbyte)header.Low, high = (sbyte)header.High;
        nint step = TTile.Vectors * Vector256<float>.Count;
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
                    for (nint column = 0; column < shape.TapColumns; column++)
                    {
                        Vector256<float> w0 = Vector256.LoadUnsafe(ref kernel);
                        Vector256<float> w1 = TTile.Vectors > 1 ? Vector256.LoadUnsafe(ref kernel, (nuint)Vector256<float>.Count) : default;
                        c00 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref near0, lanes0), w0, c00);
                        if (TTile.Vectors > 1) c01 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref near1, lanes1), w1, c01);
                        if (TTile.Pixels > 1)
                        {
                            c10 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref near0, stride), lanes0), w0, c10);
                            if (TTile.Vectors > 1) c11 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref near1, stride), lanes1), w1, c11);
                        }

                        if (TTile.Pixels > 2)
                        {
                            c20 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref near0, stride2), lanes0), w0, c20);
                            if (TTile.Vectors > 1) c21 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref near1, stride2), lanes1), w1, c21);
                            c30 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref near0, stride3), lanes0), w0, c30);
                            if (TTile.Vectors > 1) c31 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref near1, stride3), lanes1), w1, c31);
                        }

                        if (TTile.Pixels > 4)
                        {
                            ref float far0 = ref Unsafe.Add(ref near0, 4 * stride);
                            ref float far1 = ref Unsafe.Add(ref near1, 4 * stride);
                            c40 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref far0, lanes0), w0, c40);
                            if (TTile.Vectors > 1) c41 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref far1, lanes1), w1, c41);
                            c50 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref far0, stride), lanes0), w0, c50);
                            if (TTile.Vectors > 1) c51 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref far1, stride), lanes1), w1, c51);
                            c60 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref far0, stride2), lanes0), w0, c60);
                            if (TTile.Vectors > 1) c61 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref far1, stride2), lanes1), w1, c61);
                            c70 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref far0, stride3), lanes0), w0, c70);
                            if (TTile.Vectors > 1) c71 = Vector256.MultiplyAddEstimate(Load256<TSource>(ref Unsafe.Add(ref far1, stride3), lanes1), w1, c71);
                        }

                        near0 = ref Unsafe.Add(ref near0, shape.TapStride);
                        if (TTile.Vectors > 1) near1 = ref Unsafe.Add(ref near1, shape.TapStride);
                        kernel = ref Unsafe.Add(ref kernel, padded);
                    }
                }

                ref sbyte target = ref Unsafe.Add(ref y, channel);
                nint count = shape.Channels - channel;
                Vector256<int> q0, q1 = default;
                q0 = Apply(c00, ref bias, isFloatExact, zero);
                if (TTile.Vectors > 1) q1 = Apply(c01, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                Int8Store.Store(q0, q1, TTile.Vectors > 1, ref target, count, low, high);
                if (TTile.Pixels > 1)
                {
                    q0 = Apply(c10, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c11, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, shape.OutputStride), count, low, high);
                }

                if (TTile.Pixels > 2)
                {
                    q0 = Apply(c20, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c21, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, 2 * shape.OutputStride), count, low, high);
                    q0 = Apply(c30, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c31, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, 3 * shape.OutputStride), count, low, high);
                }

                if (TTile.Pixels > 4)
                {
                    q0 = Apply(c40, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c41, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, 4 * shape.OutputStride), count, low, high);
                    q0 = Apply(c50, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c51, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, 5 * shape.OutputStride), count, low, high);
                    q0 = Apply(c60, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c61, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, 6 * shape.OutputStride), count, low, high);
                    q0 = Apply(c70, ref bias, isFloatExact, zero);
                    if (TTile.Vectors > 1) q1 = Apply(c71, ref Unsafe.Add(ref bias, Vector256<int>.Count), isFloatExact, zero);
                    Int8Store.Store(q0, q1, TTile.Vectors > 1, ref Unsafe.Add(ref target, 7 * shape.OutputStride), count, low, high);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Apply(Vector256<float> sums, ref int bias, bool isFloatExact, int zero)
    {
        if (!isFloatExact) return Int8Requantization.Apply(Vector256.ConvertToInt32(sums), ref bias, false, zero);
        Vector256<float> factors = Vector256.LoadUnsafe(ref bias, Int8Header.Factors).AsSingle();
        return Int8Requantization.Float(sums, factors, Vector256.Create(Int8Requantization.Magic(zero)));
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
    private static Vector256<float> Load256<TSource>(ref float source, Vector256<int> lanes)
        where TSource : struct, IInt8DepthwiseSource
    {
        Vector256<float> values = Vector256.LoadUnsafe(ref source);
        return TSource.HasMultiplier ? Vector256.Shuffle(values, lanes) : values;
    }
}
