using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Sums and maxima along axes. The order of a sum depends on shapes only; it has a level for each loop, so that rounding errors grow with the longest loop,
/// not with the number of elements. Nothing beside the elements is read or written.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AxisReductions
{
    /// <summary>y[c] = (or += where <paramref name="accumulate"/>) the sum over the loops of x[c], for columns that are neighbours in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumColumns(ref float x, in ReducedAxes axes, nint columns, ref float y, bool accumulate)
    {
        nint lanes = Vector<float>.Count;
        for (nint c = 0; c < columns; c += lanes)
        {
            // Columns that end within a vector are read one by one: each column is one sum whatever its lane.
            nint count = nint.Min(lanes, columns - c);
            Vector<float> total = Vector<float>.Zero;
            for (nint o = 0; o < axes.Outer; o++)
            {
                Vector<float> outer = Vector<float>.Zero;
                for (nint m = 0; m < axes.Middle; m++)
                {
                    ref float at = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride + c);
                    Vector<float> inner = Vector<float>.Zero;
                    if (count == lanes)
                        for (nint i = 0; i < axes.Inner; i++) inner += Vector.LoadUnsafe(ref Unsafe.Add(ref at, i * axes.InnerStride));
                    else
                        for (nint i = 0; i < axes.Inner; i++) inner += PartialVector.Load(ref Unsafe.Add(ref at, i * axes.InnerStride), count);
                    outer += inner;
                }

                total += outer;
            }

            ref float result = ref Unsafe.Add(ref y, c);
            if (accumulate) total += PartialVector.Load(ref result, count);
            PartialVector.Store(total, ref result, count);
        }
    }

    /// <summary>y = (or +=) the sum over the loops of x, the innermost over neighbours in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumRuns(ref float x, in ReducedAxes axes, ref float y, bool accumulate)
    {
        double total = accumulate ? y : 0;
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
                total += Reductions.RowSum(ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride), axes.Inner);
        y = (float)total;
    }

    /// <summary>y = (or +=) the sum over the loops of x, at any distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumStrided(ref float x, in ReducedAxes axes, ref float y, bool accumulate)
    {
        double total = accumulate ? y : 0;
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
                total += Reductions.Sum(ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride), axes.Inner, axes.InnerStride);
        y = (float)total;
    }

    /// <summary>
    /// y[c] = the largest x[c] over the loops (and y[c] itself where <paramref name="accumulate"/>), NaN if one is, for columns that are neighbours in memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxColumns(ref float x, in ReducedAxes axes, nint columns, ref float y, bool accumulate)
    {
        nint lanes = Vector<float>.Count;
        for (nint c = 0; c < columns; c += lanes)
        {
            nint count = nint.Min(lanes, columns - c);
            ref float result = ref Unsafe.Add(ref y, c);
            Vector<float> largest = accumulate ? PartialVector.Load(ref result, count) : new(float.NegativeInfinity);
            for (nint o = 0; o < axes.Outer; o++)
                for (nint m = 0; m < axes.Middle; m++)
                    for (nint i = 0; i < axes.Inner; i++)
                        largest = Vector.Max(
                            largest, PartialVector.Load(ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride + i * axes.InnerStride + c), count));
            PartialVector.Store(largest, ref result, count);
        }
    }

    /// <summary>
    /// y = the largest x over the loops (and y itself where <paramref name="accumulate"/>), NaN if one is; the innermost loop over neighbours in memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxRuns(ref float x, in ReducedAxes axes, ref float y, bool accumulate)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> largest = new(accumulate ? y : float.NegativeInfinity);
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
            {
                ref float run = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride);
                nint i = 0;
                for (; i <= axes.Inner - lanes; i += lanes) largest = Vector.Max(largest, Vector.LoadUnsafe(ref run, (nuint)i));
                for (; i < axes.Inner; i++) largest = Vector.Max(largest, new Vector<float>(Unsafe.Add(ref run, i)));
            }

        y = PartialVector.Maximum(largest);
    }

    /// <summary>y = the largest x over the loops (and y itself where <paramref name="accumulate"/>), NaN if one is, at any distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxStrided(ref float x, in ReducedAxes axes, ref float y, bool accumulate)
    {
        float largest = accumulate ? y : float.NegativeInfinity;
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
                for (nint i = 0; i < axes.Inner; i++)
                    largest = MathF.Max(largest, Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride + i * axes.InnerStride));
        y = largest;
    }

    /// <summary>
    /// dx = dy at the first x over the loops that is the maximum (or NaN, where that is), else 0, column by column: all of one
    /// column's loops at the distances of <paramref name="from"/> in x and <paramref name="to"/> in dx.
    /// </summary>
    public static void MaxColumnsGradient(
        ref float x, in ReducedAxes from, ref float maximum, ref float dy, ref float dx, in ReducedAxes to, nint columns) =>
        MaxChunkGradient(ref x, in from, ref maximum, ref dy, ref dx, in to, columns, ref maximum, default);

    /// <summary>
    /// <see cref="MaxColumnsGradient"/> for a chunk of the loops, when <see cref="FindMaximum"/> has passed over all chunks: what an earlier one has found is
    /// not looked for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxChunkGradient(
        ref float x, in ReducedAxes from, ref float maximum, ref float dy, ref float dx, in ReducedAxes to, nint columns, ref float found,
        in ChunksOfRow chunks)
    {
        nint lanes = Vector<float>.Count;
        for (nint c = 0; c < columns; c += lanes)
        {
            nint count = nint.Min(lanes, columns - c);
            Vector<int> wanted = Vector<int>.AllBitsSet;
            for (nint chunk = 0; chunk < chunks.Present; chunk++)
                wanted &= Vector.Equals(PartialVector.Load(ref Unsafe.Add(ref found, chunk * chunks.Stride + c), count), Vector<float>.Zero);
            if (columns == 1 && from.InnerStride == 1 && to.InnerStride == 1)
            {
                MaxRunsGradient(ref x, in from, maximum, wanted[0] == 0 ? 0f : dy, ref dx, in to);
                return;
            }

            Vector<float> largest = PartialVector.Load(ref Unsafe.Add(ref maximum, c), count), gradient = PartialVector.Load(ref Unsafe.Add(ref dy, c), count);
            for (nint o = 0; o < from.Outer; o++)
                for (nint m = 0; m < from.Middle; m++)
                    for (nint i = 0; i < from.Inner; i++)
                    {
                        Vector<int> isLargest = IsLargest(
                            PartialVector.Load(ref Unsafe.Add(ref x, o * from.OuterStride + m * from.MiddleStride + i * from.InnerStride + c), count), largest);
                        Vector<float> here = Vector.ConditionalSelect(isLargest & wanted, gradient, Vector<float>.Zero);
                        PartialVector.Store(here, ref Unsafe.Add(ref dx, o * to.OuterStride + m * to.MiddleStride + i * to.InnerStride + c), count);

                        // What has been found is not looked for again.
                        wanted = Vector.AndNot(wanted, isLargest);
                    }
        }
    }

    /// <summary>found[c] = 1 where an x over the loops is the maximum (or NaN, where that is), else 0, column by column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FindMaximum(ref float x, in ReducedAxes axes, nint columns, ref float maximum, ref float found)
    {
        nint lanes = Vector<float>.Count;
        for (nint c = 0; c < columns; c += lanes)
        {
            nint count = nint.Min(lanes, columns - c);
            bool isRun = columns == 1 && axes.InnerStride == 1;
            Vector<float> largest = isRun ? new(maximum) : PartialVector.Load(ref Unsafe.Add(ref maximum, c), count);
            Vector<int> isFound = Vector<int>.Zero;
            for (nint o = 0; o < axes.Outer; o++)
                for (nint m = 0; m < axes.Middle; m++)
                {
                    ref float row = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride + c);
                    nint i = 0;
                    for (; isRun && i <= axes.Inner - lanes; i += lanes) isFound |= IsLargest(Vector.LoadUnsafe(ref row, (nuint)i), largest);
                    for (; isRun && i < axes.Inner; i++) isFound |= IsLargest(new Vector<float>(Unsafe.Add(ref row, i)), largest);
                    for (; i < axes.Inner; i++) isFound |= IsLargest(PartialVector.Load(ref Unsafe.Add(ref row, i * axes.InnerStride), count), largest);
                }

            if (isRun) found = isFound == Vector<int>.Zero ? 0f : 1f;
            else PartialVector.Store(Vector.ConditionalSelect(isFound, Vector<float>.One, Vector<float>.Zero), ref Unsafe.Add(ref found, c), count);
        }
    }

    /// <summary>The gradient of one maximum over neighbours in memory.</summary>
    private static void MaxRunsGradient(ref float x, in ReducedAxes from, float maximum, float gradient, ref float dx, in ReducedAxes to)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> largest = new(maximum);
        bool isWanted = true;
        for (nint o = 0; o < from.Outer; o++)
            for (nint m = 0; m < from.Middle; m++)
            {
                ref float run = ref Unsafe.Add(ref x, o * from.OuterStride + m * from.MiddleStride);
                ref float result = ref Unsafe.Add(ref dx, o * to.OuterStride + m * to.MiddleStride);
                for (nint i = 0; i < from.Inner; i += lanes)
                {
                    nint count = nint.Min(lanes, from.Inner - i);
                    Vector<int> isLargest = IsLargest(PartialVector.Load(ref Unsafe.Add(ref run, i), count), largest);
                    PartialVector.Store(Vector<float>.Zero, ref Unsafe.Add(ref result, i), count);
                    if (!isWanted || isLargest == Vector<int>.Zero) continue;
                    for (int lane = 0; lane < count && isWanted; lane++)
                    {
                        if (isLargest[lane] == 0) continue;
                        Unsafe.Add(ref result, i + lane) = gradient;
                        isWanted = false;
                    }
                }
            }
    }

    private static Vector<int> IsLargest(Vector<float> value, Vector<float> largest) =>
        Vector.Equals(value, largest) | ~(Vector.Equals(value, value) | Vector.Equals(largest, largest));
}
