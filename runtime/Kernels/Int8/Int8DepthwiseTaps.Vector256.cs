using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8DepthwiseRows
{
    /// <summary>A row of three taps that are neighbours: each input is loaded once and meets all taps that read it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreeTaps<TTile, TSource>(
        ref float near, nint tap, nint tap3, ref float kernel, nint weights, ref Vector256<float> c0, ref Vector256<float> c1,
        ref Vector256<float> c2, ref Vector256<float> c3, ref Vector256<float> c4, ref Vector256<float> c5, ref Vector256<float> c6, ref Vector256<float> c7)
        where TTile : struct, IInt8Tile
        where TSource : struct, IInt8DepthwiseSource
    {
        Vector256<float> w0 = Vector256.LoadUnsafe(ref kernel), w1 = Column256(ref kernel, weights), w2 = Column256(ref kernel, 2 * weights);
        ref float next = ref Unsafe.AddByteOffset(ref near, tap);
        Vector256<float> a = Vector256.LoadUnsafe(ref near);
        c0 = Vector256.MultiplyAddEstimate(a, w0, c0);
        if (TSource.HasStrideOfTwo)
        {
            c0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref next), w1, c0);
            a = Column256(ref near, 2 * tap);
            c0 = Vector256.MultiplyAddEstimate(a, w2, c0);

            if (TTile.Pixels > 1)
            {
                c1 = Vector256.MultiplyAddEstimate(a, w0, c1);
                c1 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * tap), w1, c1);
                a = Column256(ref near, 4 * tap);
                c1 = Vector256.MultiplyAddEstimate(a, w2, c1);
            }

            if (TTile.Pixels > 2)
            {
                c2 = Vector256.MultiplyAddEstimate(a, w0, c2);
                c2 = Vector256.MultiplyAddEstimate(Column256(ref next, 4 * tap), w1, c2);
                a = Column256(ref near, 2 * tap3);
                c2 = Vector256.MultiplyAddEstimate(a, w2, c2);
            }

            if (TTile.Pixels > 3)
            {
                c3 = Vector256.MultiplyAddEstimate(a, w0, c3);
                c3 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * tap3), w1, c3);
                a = Column256(ref near, 8 * tap);
                c3 = Vector256.MultiplyAddEstimate(a, w2, c3);
            }

            if (TTile.Pixels > 4)
            {
                near = ref Unsafe.AddByteOffset(ref near, 8 * tap);
                next = ref Unsafe.AddByteOffset(ref next, 8 * tap);
                c4 = Vector256.MultiplyAddEstimate(a, w0, c4);
                c4 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref next), w1, c4);
                a = Column256(ref near, 2 * tap);
                c4 = Vector256.MultiplyAddEstimate(a, w2, c4);
            }

            if (TTile.Pixels > 5)
            {
                c5 = Vector256.MultiplyAddEstimate(a, w0, c5);
                c5 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * tap), w1, c5);
                a = Column256(ref near, 4 * tap);
                c5 = Vector256.MultiplyAddEstimate(a, w2, c5);
            }

            if (TTile.Pixels > 6)
            {
                c6 = Vector256.MultiplyAddEstimate(a, w0, c6);
                c6 = Vector256.MultiplyAddEstimate(Column256(ref next, 4 * tap), w1, c6);
                a = Column256(ref near, 2 * tap3);
                c6 = Vector256.MultiplyAddEstimate(a, w2, c6);
            }

            if (TTile.Pixels > 7)
            {
                c7 = Vector256.MultiplyAddEstimate(a, w0, c7);
                c7 = Vector256.MultiplyAddEstimate(Column256(ref next, 2 * tap3), w1, c7);
                a = Column256(ref near, 8 * tap);
                c7 = Vector256.MultiplyAddEstimate(a, w2, c7);
            }

            return;
        }

        a = Vector256.LoadUnsafe(ref next);
        c0 = Vector256.MultiplyAddEstimate(a, w1, c0);
        if (TTile.Pixels > 1) c1 = Vector256.MultiplyAddEstimate(a, w0, c1);
        a = Column256(ref near, 2 * tap);
        c0 = Vector256.MultiplyAddEstimate(a, w2, c0);
        if (TTile.Pixels > 1) c1 = Vector256.MultiplyAddEstimate(a, w1, c1);
        if (TTile.Pixels > 2) c2 = Vector256.MultiplyAddEstimate(a, w0, c2);
        if (TTile.Pixels > 1)
        {
            a = Column256(ref next, 2 * tap);
            c1 = Vector256.MultiplyAddEstimate(a, w2, c1);
            if (TTile.Pixels > 2) c2 = Vector256.MultiplyAddEstimate(a, w1, c2);
            if (TTile.Pixels > 3) c3 = Vector256.MultiplyAddEstimate(a, w0, c3);
        }

        if (TTile.Pixels > 2)
        {
            a = Column256(ref near, 4 * tap);
            c2 = Vector256.MultiplyAddEstimate(a, w2, c2);
            if (TTile.Pixels > 3) c3 = Vector256.MultiplyAddEstimate(a, w1, c3);
            if (TTile.Pixels > 4) c4 = Vector256.MultiplyAddEstimate(a, w0, c4);
        }

        if (TTile.Pixels > 3)
        {
            a = Column256(ref next, 4 * tap);
            c3 = Vector256.MultiplyAddEstimate(a, w2, c3);
            if (TTile.Pixels > 4) c4 = Vector256.MultiplyAddEstimate(a, w1, c4);
            if (TTile.Pixels > 5) c5 = Vector256.MultiplyAddEstimate(a, w0, c5);
        }

        if (TTile.Pixels > 4)
        {
            a = Column256(ref near, 2 * tap3);
            c4 = Vector256.MultiplyAddEstimate(a, w2, c4);
            if (TTile.Pixels > 5) c5 = Vector256.MultiplyAddEstimate(a, w1, c5);
            if (TTile.Pixels > 6) c6 = Vector256.MultiplyAddEstimate(a, w0, c6);
        }

        if (TTile.Pixels > 5)
        {
            a = Column256(ref next, 2 * tap3);
            c5 = Vector256.MultiplyAddEstimate(a, w2, c5);
            if (TTile.Pixels > 6) c6 = Vector256.MultiplyAddEstimate(a, w1, c6);
            if (TTile.Pixels > 7) c7 = Vector256.MultiplyAddEstimate(a, w0, c7);
        }

        if (TTile.Pixels > 6)
        {
            a = Column256(ref near, 8 * tap);
            c6 = Vector256.MultiplyAddEstimate(a, w2, c6);
            if (TTile.Pixels > 7) c7 = Vector256.MultiplyAddEstimate(a, w1, c7);
        }

        if (TTile.Pixels > 7)
        {
            a = Column256(ref next, 8 * tap);
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
