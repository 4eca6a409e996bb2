using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Layer normalization (Ba et al. 2016): each row by its own mean and biased variance, in two passes over the row
/// (<see cref="RowMoments"/>), which stays in L1. Weight and bias are padded to whole vectors; so are the rows of x and y in memory,
/// whose pads may hold anything.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LayerNormalization
{
    /// <summary>
    /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias for [rows][columns] at <paramref name="rowStride"/> floats; y may be x. The mean of each row
    /// and the factor 1 / sqrt(variance + epsilon) are kept for backward, unless <paramref name="means"/> is a null reference.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(
        ref float x, ref float weight, ref float bias, ref float y, nint rows, nint columns, nint rowStride, double epsilon, ref float means, ref float factors)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, row * rowStride);
            (float mean, double variance) = RowMoments.Of(ref source, columns);
            float factor = (float)(1 / Math.Sqrt(variance + epsilon));
            Normalize(ref source, ref weight, ref bias, ref Unsafe.Add(ref y, row * rowStride), columns, mean, factor);
            if (Unsafe.IsNullRef(ref means)) continue;
            Unsafe.Add(ref means, row) = mean;
            Unsafe.Add(ref factors, row) = factor;
        }
    }

    /// <summary>
    /// dx = factor (g - mean of g - n mean of g n) for each row, with g = dy weight and n the normalized row. dx may be dy.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient(
        ref float x, ref float dy, ref float weight, ref float means, ref float factors, ref float dx, nint rows, nint columns, nint rowStride)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, row * rowStride);
            ref float gradient = ref Unsafe.Add(ref dy, row * rowStride);
            float mean = Unsafe.Add(ref means, row), factor = Unsafe.Add(ref factors, row);
            (float sum, float product) = Sums(ref source, ref gradient, ref weight, mean, factor, columns);
            InputGradient(
                ref source, ref gradient, ref weight, mean, factor, ref Unsafe.Add(ref dx, row * rowStride), columns, sum / columns, product / columns);
        }
    }

    /// <summary>y = (x - mean) factor * weight + bias for a row or a part of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Normalize(ref float x, ref float weight, ref float bias, ref float y, nint columns, float mean, float factor)
    {
        Vector<float> centre = new(mean);
        for (nint i = 0; i < columns; i += Vector<float>.Count)
        {
            Vector<float> normalized = (Vector.LoadUnsafe(ref x, (nuint)i) - centre) * factor;
            ((normalized * Vector.LoadUnsafe(ref weight, (nuint)i)) + Vector.LoadUnsafe(ref bias, (nuint)i)).StoreUnsafe(ref y, (nuint)i);
        }
    }

    /// <summary>The sums of g and g n of a row or a part of one, with g = dy weight and n the normalized row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (float Sum, float Product) Sums(ref float x, ref float dy, ref float weight, float mean, float factor, nint columns)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> centre = new(mean), sums = Vector<float>.Zero, products = Vector<float>.Zero;
        for (nint i = 0; i < columns; i += lanes)
        {
            Vector<float> scaled = Vector.LoadUnsafe(ref dy, (nuint)i) * Vector.LoadUnsafe(ref weight, (nuint)i);
            Vector<float> product = scaled * ((Vector.LoadUnsafe(ref x, (nuint)i) - centre) * factor);
            bool whole = i + lanes <= columns;
            sums += whole ? scaled : PartialVector.Keep(scaled, columns - i, Vector<float>.Zero);
            products += whole ? product : PartialVector.Keep(product, columns - i, Vector<float>.Zero);
        }

        return (Vector.Sum(sums), Vector.Sum(products));
    }

    /// <summary>dx = factor (g - average - n correlation) for a row or a part of one, with the means of g and of g n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void InputGradient(
        ref float x, ref float dy, ref float weight, float mean, float factor, ref float dx, nint columns, float average, float correlation)
    {
        Vector<float> centre = new(mean), averages = new(average), correlations = new(correlation);
        for (nint i = 0; i < columns; i += Vector<float>.Count)
        {
            Vector<float> scaled = Vector.LoadUnsafe(ref dy, (nuint)i) * Vector.LoadUnsafe(ref weight, (nuint)i);
            Vector<float> normalized = (Vector.LoadUnsafe(ref x, (nuint)i) - centre) * factor;
            ((scaled - averages - (normalized * correlations)) * factor).StoreUnsafe(ref dx, (nuint)i);
        }
    }

    /// <summary>
    /// dweight = (or += where <paramref name="accumulate"/>) the sum of dy times the normalized row, dbias the sum of dy, over the rows of all samples, for
    /// columns [first, last). Each column is summed by one worker, first within a sample, then over the batch. Statistics are one
    /// run of floats for each sample.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ParameterGradients(
        ref float x, nint xStride, ref float dy, nint dyStride, ref float means, nint meanStride, ref float factors, nint factorStride,
        nint samples, nint rows, nint rowStride, nint first, nint last, ref float dweight, ref float dbias, bool accumulate)
    {
        nint lanes = Vector<float>.Count;
        for (nint column = first; column < last; column += lanes)
        {
            Vector<float> weights = Vector<float>.Zero, biases = Vector<float>.Zero;
            for (nint sample = 0; sample < samples; sample++)
            {
                Vector<float> sampleWeights = Vector<float>.Zero, sampleBiases = Vector<float>.Zero;
                ref float source = ref Unsafe.Add(ref x, (sample * xStride) + column);
                ref float gradient = ref Unsafe.Add(ref dy, (sample * dyStride) + column);
                ref float mean = ref Unsafe.Add(ref means, sample * meanStride);
                ref float factor = ref Unsafe.Add(ref factors, sample * factorStride);
                for (nint row = 0; row < rows; row++)
                {
                    Vector<float> values = Vector.LoadUnsafe(ref gradient);
                    sampleBiases += values;
                    sampleWeights += values * ((Vector.LoadUnsafe(ref source) - new Vector<float>(Unsafe.Add(ref mean, row))) * Unsafe.Add(ref factor, row));
                    source = ref Unsafe.Add(ref source, rowStride);
                    gradient = ref Unsafe.Add(ref gradient, rowStride);
                }

                weights += sampleWeights;
                biases += sampleBiases;
            }

            nint count = nint.Min(lanes, last - column);
            if (accumulate)
            {
                weights += PartialVector.Load(ref Unsafe.Add(ref dweight, column), count);
                biases += PartialVector.Load(ref Unsafe.Add(ref dbias, column), count);
            }

            PartialVector.Store(weights, ref Unsafe.Add(ref dweight, column), count);
            PartialVector.Store(biases, ref Unsafe.Add(ref dbias, column), count);
        }
    }
}
