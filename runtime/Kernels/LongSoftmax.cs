using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// <see cref="Softmax"/> of a row so long that threads share it. Chunks, which begin at whole vectors, leave a number or two for each other, then all are
/// finished by these. Exponentials are those of distances from the chunk's own maximum m, and their sum s; of the row, the maximum is M = max m, and the sum
/// S = sum of s e^(m - M) over the chunks in order (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax"). Memory is as for
/// <see cref="Softmax"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LongSoftmax
{
    /// <summary>y = e^(x - m) for a chunk; its m and s.</summary>
    public static void Exponentials(ref float x, ref float y, nint columns, ref float maximum, ref float sum)
    {
        maximum = Softmax.Maximum(ref x, columns);
        sum = Softmax.Exponentials(ref x, ref y, columns, Centre(maximum));
    }

    /// <summary>The same for the columns where the mask is not 0; y is 0 in the others.</summary>
    public static void MaskedExponentials(ref float x, ref float mask, ref float y, nint columns, ref float maximum, ref float sum)
    {
        maximum = Softmax.MaskedMaximum(ref x, ref mask, columns);
        sum = Softmax.MaskedExponentials(ref x, ref mask, ref y, columns, Centre(maximum));
    }

    /// <summary>The m and s of a chunk, without storing the terms.</summary>
    public static void SumOfExponentials(ref float x, nint columns, ref float maximum, ref float sum)
    {
        maximum = Softmax.Maximum(ref x, columns);
        sum = Softmax.SumOfExponentials(ref x, columns, Centre(maximum));
    }

    /// <summary>y = y e^(m - M) / S for the present chunk.</summary>
    public static void Normalize(ref float y, nint columns, ref float maxima, ref float sums, in ChunksOfRow chunks)
    {
        float maximum = Maximum(ref maxima, in chunks);
        float share = VectorMath.Exp(Unsafe.Add(ref maxima, chunks.Present * chunks.Stride) - maximum);
        Softmax.Scale(ref y, columns, share / Sum(ref maxima, ref sums, maximum, in chunks));
    }

    /// <summary>The same, but a row without unmasked columns stays 0.</summary>
    public static void NormalizeMasked(ref float y, nint columns, ref float maxima, ref float sums, in ChunksOfRow chunks)
    {
        if (!float.IsNegativeInfinity(Maximum(ref maxima, in chunks))) Normalize(ref y, columns, ref maxima, ref sums, in chunks);
    }

    /// <summary>y = x - M - log S for a chunk.</summary>
    public static void Log(ref float x, ref float y, nint columns, ref float maxima, ref float sums, in ChunksOfRow chunks)
    {
        float maximum = Maximum(ref maxima, in chunks);
        Softmax.Log(ref x, ref y, columns, maximum, VectorMath.Log(Sum(ref maxima, ref sums, maximum, in chunks)));
    }

    /// <summary>The sum of y dy of a chunk.</summary>
    public static void Dot(ref float y, ref float dy, nint columns, ref float dot) => dot = Softmax.Dot(ref y, ref dy, columns);

    /// <summary>dx = y (dy - sum of y dy) for a chunk.</summary>
    public static void Gradient(ref float y, ref float dy, ref float dx, nint columns, ref float dots, in ChunksOfRow chunks) =>
        Softmax.Gradient(ref y, ref dy, ref dx, columns, Sum(ref dots, in chunks), scale: 1f);

    /// <summary>The sum of dy of a chunk.</summary>
    public static void Sum(ref float dy, nint columns, ref float sum) => sum = Softmax.Sum(ref dy, columns);

    /// <summary>dx = dy - e^y * sum of dy for a chunk.</summary>
    public static void LogGradient(ref float y, ref float dy, ref float dx, nint columns, ref float sums, in ChunksOfRow chunks) =>
        Softmax.LogGradient(ref y, ref dy, ref dx, columns, Sum(ref sums, in chunks));

    /// <summary>What exponents are measured from. In a chunk that has nothing but -infinity or masked columns, all exponentials are 0.</summary>
    internal static float Centre(float maximum) => float.IsNegativeInfinity(maximum) ? 0f : maximum;

    /// <summary>The maximum of the row; NaN if one of its elements is.</summary>
    internal static float Maximum(ref float maxima, in ChunksOfRow chunks)
    {
        float maximum = maxima;
        for (nint chunk = 1; chunk < chunks.Count; chunk++) maximum = MathF.Max(maximum, Unsafe.Add(ref maxima, chunk * chunks.Stride));
        return maximum;
    }

    /// <summary>The sum of the row's exponentials.</summary>
    internal static float Sum(ref float maxima, ref float sums, float maximum, in ChunksOfRow chunks)
    {
        float sum = 0;
        for (nint chunk = 0; chunk < chunks.Count; chunk++)
            sum += Unsafe.Add(ref sums, chunk * chunks.Stride) * VectorMath.Exp(Unsafe.Add(ref maxima, chunk * chunks.Stride) - maximum);
        return sum;
    }

    internal static float Sum(ref float sums, in ChunksOfRow chunks)
    {
        float sum = 0;
        for (nint chunk = 0; chunk < chunks.Count; chunk++) sum += Unsafe.Add(ref sums, chunk * chunks.Stride);
        return sum;
    }
}
