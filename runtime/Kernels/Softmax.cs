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

    /// <summary>
    /// Softmax over the columns where the mask is not 0; the others, and every column of a row that has no unmasked one, are 0. Rows of the mask are
    /// <paramref name="maskStride"/> floats apart: 0 where all rows share one. x, y and rows are as in <see cref="Rows"/>, but pads
    /// behind the columns may be written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaskedRows(ref float x, ref float mask, nint maskStride, ref float y, nint rows, nint columns, nint rowStride)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, row * rowStride);
            ref float kept = ref Unsafe.Add(ref mask, row * maskStride);
            ref float result = ref Unsafe.Add(ref y, row * rowStride);
            float maximum = MaskedMaximum(ref source, ref kept, columns);

            // A row without unmasked columns: its differences would be -infinity - -infinity.
            if (float.IsNegativeInfinity(maximum)) maximum = 0f;
            float sum = MaskedExponentials(ref source, ref kept, ref result, columns, maximum);
            Scale(ref result, columns, sum == 0f ? 0f : 1f / sum);
        }
    }

    /// <summary>y[c] = x[c] - log(sum over j of e^x[j]) for each row, as <see cref="Rows"/>; pads behind the columns may be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogRows(ref float x, ref float y, nint rows, nint columns, nint rowStride)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, row * rowStride);
            float maximum = Maximum(ref source, columns);
            Log(ref source, ref Unsafe.Add(ref y, row * rowStride), columns, maximum, VectorMath.Log(SumOfExponentials(ref source, columns, maximum)));
        }
    }

    /// <summary>dx[c] = dy[c] - e^y[c] * sum of dy for each row of <see cref="LogRows"/>; dx may be dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogGradient(ref float y, ref float dy, ref float dx, nint rows, nint columns, nint rowStride)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float gradient = ref Unsafe.Add(ref dy, row * rowStride);
            LogGradient(
                ref Unsafe.Add(ref y, row * rowStride), ref gradient, ref Unsafe.Add(ref dx, row * rowStride), columns, Sum(ref gradient, columns));
        }
    }

    /// <summary>dx = scale * y * (dy - sum of dy * y) for each row; all of [rows][columns] at <paramref name="rowStride"/> floats; dx may be dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float y, ref float dy, ref float dx, nint rows, nint columns, nint rowStride, float scale = 1f)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float output = ref Unsafe.Add(ref y, row * rowStride);
            ref float gradient = ref Unsafe.Add(ref dy, row * rowStride);
            Gradient(ref output, ref gradient, ref Unsafe.Add(ref dx, row * rowStride), columns, Dot(ref output, ref gradient, columns), scale);
        }
    }

    /// <summary>dx = scale * y * (dy - dot) for a row or a part of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gradient(ref float y, ref float dy, ref float dx, nint columns, float dot, float scale)
    {
        nint lanes = Vector<float>.Count, i = 0;
        Vector<float> dots = new(dot);
        for (; i <= columns - lanes; i += lanes)
            (Vector.LoadUnsafe(ref y, (nuint)i) * (Vector.LoadUnsafe(ref dy, (nuint)i) - dots) * scale).StoreUnsafe(ref dx, (nuint)i);
        for (; i < columns; i++) Unsafe.Add(ref dx, i) = Unsafe.Add(ref y, i) * (Unsafe.Add(ref dy, i) - dot) * scale;
    }

    /// <summary>The sum of y dy. Nothing behind the columns is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Dot(ref float y, ref float dy, nint columns)
    {
        nint lanes = Vector<float>.Count, i = 0;
        Vector<float> products = Vector<float>.Zero;
        for (; i <= columns - lanes; i += lanes) products += Vector.LoadUnsafe(ref y, (nuint)i) * Vector.LoadUnsafe(ref dy, (nuint)i);
        float dot = Vector.Sum(products);
        for (; i < columns; i++) dot += Unsafe.Add(ref y, i) * Unsafe.Add(ref dy, i);
        return dot;
    }

    /// <summary>y = x - maximum - logSum; the pad behind the columns may be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Log(ref float x, ref float y, nint columns, float maximum, float logSum)
    {
        Vector<float> maxima = new(maximum), logSums = new(logSum);
        for (nint i = 0; i < columns; i += Vector<float>.Count) (Vector.LoadUnsafe(ref x, (nuint)i) - maxima - logSums).StoreUnsafe(ref y, (nuint)i);
    }

    /// <summary>dx = dy - e^y * sum; the pad behind the columns may be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void LogGradient(ref float y, ref float dy, ref float dx, nint columns, float sum)
    {
        Vector<float> sums = new(sum);
        for (nint i = 0; i < columns; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.LoadUnsafe(ref dy, (nuint)i) - (VectorMath.Exp(Vector.LoadUnsafe(ref y, (nuint)i)) * sums);
            value.StoreUnsafe(ref dx, (nuint)i);
        }
    }

    /// <summary>The sum of <paramref name="columns"/> floats. Reads on to the end of the last vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Sum(ref float row, nint columns)
    {
        Vector<float> sums = Vector<float>.Zero;
        for (nint i = 0; i < columns; i += Vector<float>.Count)
            sums += PartialVector.Keep(Vector.LoadUnsafe(ref row, (nuint)i), columns - i, Vector<float>.Zero);
        return Vector.Sum(sums);
    }

    /// <summary>The largest of the floats whose mask is not 0, -infinity if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float MaskedMaximum(ref float row, ref float mask, nint columns)
    {
        Vector<float> lowest = new(float.NegativeInfinity), maxima = lowest;
        for (nint i = 0; i < columns; i += Vector<float>.Count)
            maxima = Vector.Max(maxima, Unmasked(ref mask, i, columns, Vector.LoadUnsafe(ref row, (nuint)i), lowest));
        return PartialVector.Maximum(maxima);
    }

    /// <summary>result = e^(source - maximum) where the mask is not 0, else 0, and their sum; the pad behind the columns may be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float MaskedExponentials(ref float source, ref float mask, ref float result, nint columns, float maximum)
    {
        Vector<float> maxima = new(maximum), sums = Vector<float>.Zero;
        for (nint i = 0; i < columns; i += Vector<float>.Count)
        {
            Vector<float> value = VectorMath.Exp(Vector.LoadUnsafe(ref source, (nuint)i) - maxima);
            value = Unmasked(ref mask, i, columns, value, Vector<float>.Zero);
            value.StoreUnsafe(ref result, (nuint)i);
            sums += value;
        }

        return Vector.Sum(sums);
    }

    /// <summary>The lanes from column <paramref name="i"/> on that exist and are not masked; <paramref name="other"/> in place of the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Unmasked(ref float mask, nint i, nint columns, Vector<float> value, Vector<float> other)
    {
        value = Vector.ConditionalSelect(Vector.Equals(Vector.LoadUnsafe(ref mask, (nuint)i), Vector<float>.Zero), other, value);
        return i + Vector<float>.Count <= columns ? value : PartialVector.Keep(value, columns - i, other);
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
    internal static float Exponentials(ref float source, ref float result, nint columns, float maximum)
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
    internal static void Scale(ref float row, nint columns, float factor)
    {
        nint lanes = Vector<float>.Count;
        nint i = 0;
        for (; i <= columns - lanes; i += lanes) (Vector.LoadUnsafe(ref row, (nuint)i) * factor).StoreUnsafe(ref row, (nuint)i);
        for (; i < columns; i++) Unsafe.Add(ref row, i) *= factor;
    }
}
