using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Softmax over rows; each row is computed by itself, so how rows are shared out does not matter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Softmax
{
    /// <summary>
    /// y[r][c] = e^(x[r][c] - max) / sum of e^(x[r][j] - max) for [rows][columns] at <paramref name="rowStride"/> floats. The largest
    /// element is subtracted, so nothing overflows. y may be x. x is read to the end of
    /// a row's last vector (rows of the arena, with slack after them); memory between rows is not written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(ref float x, ref float y, nint rows, nint columns, nint rowStride)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, row * rowStride);
            ref float result = ref Unsafe.Add(ref y, row * rowStride);
            float maximum = Maximum(ref source, columns);
            float sum = Exponentials(ref source, ref result, columns, maximum);
            Scale(ref result, columns, 1f / sum);
        }
    }

    /// <summary>dx = y * (dy - sum of dy * y) for each row; all of [rows][columns] at <paramref name="rowStride"/> floats; dx may be dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float y, ref float dy, ref float dx, nint rows, nint columns, nint rowStride)
    {
        nint lanes = Vector<float>.Count;
        for (nint row = 0; row < rows; row++)
        {
            ref float output = ref Unsafe.Add(ref y, row * rowStride);
            ref float gradient = ref Unsafe.Add(ref dy, row * rowStride);
            ref float result = ref Unsafe.Add(ref dx, row * rowStride);
            Vector<float> products = Vector<float>.Zero;
            nint i = 0;
            for (; i <= columns - lanes; i += lanes)
                products += Vector.LoadUnsafe(ref output, (nuint)i) * Vector.LoadUnsafe(ref gradient, (nuint)i);
            float dot = Vector.Sum(products);
            for (; i < columns; i++) dot += Unsafe.Add(ref output, i) * Unsafe.Add(ref gradient, i);

            Vector<float> dots = new(dot);
            for (i = 0; i <= columns - lanes; i += lanes)
                (Vector.LoadUnsafe(ref output, (nuint)i) * (Vector.LoadUnsafe(ref gradient, (nuint)i) - dots)).StoreUnsafe(ref result, (nuint)i);
            for (; i < columns; i++) Unsafe.Add(ref result, i) = Unsafe.Add(ref output, i) * (Unsafe.Add(ref gradient, i) - dot);
        }
    }

    /// <summary>The largest of <paramref name="columns"/> floats; NaN if one of them is. Reads on to the end of the last vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Maximum(ref float row, nint columns)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> lowest = new(float.NegativeInfinity);
        Vector<float> maxima = lowest;
        nint i = 0;
        for (; i <= columns - lanes; i += lanes) maxima = Vector.Max(maxima, Vector.LoadUnsafe(ref row, (nuint)i));
        if (i < columns) maxima = Vector.Max(maxima, PartialVector.Keep(Vector.LoadUnsafe(ref row, (nuint)i), columns - i, lowest));
        return PartialVector.Maximum(maxima);
    }

    /// <summary>The sum of e^(x - maximum), without storing the terms. Reads on to the end of the last vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float SumOfExponentials(ref float row, nint columns, float maximum)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> maxima = new(maximum);
        Vector<float> sums = Vector<float>.Zero;
        nint i = 0;
        for (; i <= columns - lanes; i += lanes) sums += VectorMath.Exp(Vector.LoadUnsafe(ref row, (nuint)i) - maxima);
        if (i < columns) sums += PartialVector.Keep(VectorMath.Exp(Vector.LoadUnsafe(ref row, (nuint)i) - maxima), columns - i, Vector<float>.Zero);
        return Vector.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(ref float source, ref float result, nint columns, float maximum)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> maxima = new(maximum);
        Vector<float> sums = Vector<float>.Zero;
        nint i = 0;
        for (; i <= columns - lanes; i += lanes)
        {
            Vector<float> value = VectorMath.Exp(Vector.LoadUnsafe(ref source, (nuint)i) - maxima);
            value.StoreUnsafe(ref result, (nuint)i);
            sums += value;
        }

        if (i < columns)
        {
            nint rest = columns - i;
            Vector<float> value = PartialVector.Keep(VectorMath.Exp(Vector.LoadUnsafe(ref source, (nuint)i) - maxima), rest, Vector<float>.Zero);
            PartialVector.Store(value, ref Unsafe.Add(ref result, i), rest);
            sums += value;
        }

        return Vector.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(ref float row, nint columns, float factor)
    {
        nint lanes = Vector<float>.Count;
        nint i = 0;
        for (; i <= columns - lanes; i += lanes) (Vector.LoadUnsafe(ref row, (nuint)i) * factor).StoreUnsafe(ref row, (nuint)i);
        for (; i < columns; i++) Unsafe.Add(ref row, i) *= factor;
    }
}
