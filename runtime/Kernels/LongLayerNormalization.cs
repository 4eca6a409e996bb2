using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// <see cref="LayerNormalization"/> of a row so long that threads share it. Chunks, which begin at whole vectors, leave numbers for each other, then all are
/// finished by these. Memory is as for <see cref="LayerNormalization"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LongLayerNormalization
{
    /// <summary>The number of elements of a chunk, their mean and their biased variance.</summary>
    public static void Moments(ref float x, nint columns, ref float count, ref float mean, ref float variance)
    {
        (mean, double exact) = RowMoments.Of(ref x, columns);
        (count, variance) = (columns, (float)exact);
    }

    /// <summary>
    /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias for a chunk. The first chunk keeps the mean of the row and the factor 1 / sqrt(variance +
    /// epsilon) for backward, unless <paramref name="mean"/> is a null reference.
    /// </summary>
    public static void Forward(
        ref float x, ref float weight, ref float bias, ref float y, nint columns, double epsilon, ref float mean, ref float factor, ref float counts,
        ref float means, ref float variances, in ChunksOfRow chunks)
    {
        (float centre, double variance) = Join(ref counts, ref means, ref variances, in chunks);
        float scale = (float)(1 / Math.Sqrt(variance + epsilon));
        LayerNormalization.Normalize(ref x, ref weight, ref bias, ref y, columns, centre, scale);
        if (Unsafe.IsNullRef(ref mean) || chunks.Present > 0) return;
        (mean, factor) = (centre, scale);
    }

    /// <summary>The sums of g and g n of a chunk, with g = dy weight and n the normalized row.</summary>
    public static void Sums(
        ref float x, ref float dy, ref float weight, ref float mean, ref float factor, nint columns, ref float sum, ref float product) =>
        (sum, product) = LayerNormalization.Sums(ref x, ref dy, ref weight, mean, factor, columns);

    /// <summary>dx = factor (g - mean of g - n mean of g n) for a chunk of a row of <paramref name="rowColumns"/> elements.</summary>
    public static void InputGradient(
        ref float x, ref float dy, ref float weight, ref float mean, ref float factor, ref float dx, nint columns, nint rowColumns, ref float sums,
        ref float products, in ChunksOfRow chunks)
    {
        float sum = 0, product = 0;
        for (nint chunk = 0; chunk < chunks.Count; chunk++)
        {
            sum += Unsafe.Add(ref sums, chunk * chunks.Stride);
            product += Unsafe.Add(ref products, chunk * chunks.Stride);
        }

        LayerNormalization.InputGradient(ref x, ref dy, ref weight, mean, factor, ref dx, columns, sum / rowColumns, product / rowColumns);
    }

    /// <summary>
    /// Mean and variance of the row from those of its chunks (Chan, Golub and LeVeque 1983): with n, m and v of a chunk, the mean is M = sum of n m / sum of n,
    /// and the variance the sum of n (v + (m - M)^2) / sum of n.
    /// </summary>
    private static (float Mean, double Variance) Join(ref float counts, ref float means, ref float variances, in ChunksOfRow chunks)
    {
        double count = 0, sum = 0, squares = 0;
        for (nint chunk = 0; chunk < chunks.Count; chunk++)
        {
            double number = Unsafe.Add(ref counts, chunk * chunks.Stride);
            count += number;
            sum += number * Unsafe.Add(ref means, chunk * chunks.Stride);
        }

        double mean = sum / count;
        for (nint chunk = 0; chunk < chunks.Count; chunk++)
        {
            double distance = Unsafe.Add(ref means, chunk * chunks.Stride) - mean;
            squares += Unsafe.Add(ref counts, chunk * chunks.Stride) * (Unsafe.Add(ref variances, chunk * chunks.Stride) + (distance * distance));
        }

        return ((float)mean, squares / count);
    }
}
