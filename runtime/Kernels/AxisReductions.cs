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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxColumnsGradient(ref float x, in ReducedAxes from, ref float maximum, ref float dy, ref float dx, in ReducedAxes to, nint columns)
    {
        nint lanes = Vector<float>.Count;
        for (nint c = 0; c < columns; c += lanes)
        {
            nint count = nint.Min(lanes, columns - c);
            Vector<float> largest = PartialVector.Load(ref Unsafe.Add(ref maximum, c), count), gradient = PartialVector.Load(ref Unsafe.Add(ref dy, c), count);
            Vector<int> isNumber = Vector.Equals(largest, largest), wanted = Vector<int>.AllBitsSet;
            for (nint o = 0; o < from.Outer; o++)
                for (nint m = 0; m < from.Middle; m++)
                    for (nint i = 0; i < from.Inner; i++)
                    {
                        Vector<float> value = PartialVector.Load(
                            ref Unsafe.Add(ref x, o * from.OuterStride + m * from.MiddleStride + i * from.InnerStride + c), count);
                        Vector<int> isLargest = Vector.Equals(value, largest) | ~(Vector.Equals(value, value) | isNumber);
                        Vector<float> found = Vector.ConditionalSelect(isLargest & wanted, gradient, Vector<float>.Zero);
                        PartialVector.Store(found, ref Unsafe.Add(ref dx, o * to.OuterStride + m * to.MiddleStride + i * to.InnerStride + c), count);

                        // What has been found is not looked for again.
                        wanted = Vector.AndNot(wanted, isLargest);
                    }
        }
    }
}
