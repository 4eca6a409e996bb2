using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// <see cref="SoftmaxCrossEntropy"/> of positions with so many classes that threads share each. Chunks of a position's classes leave numbers for each other as
/// in <see cref="LongSoftmax"/>: the maximum m of their logits and the sum s of e^(x - m); with label smoothing also the sum v of their class weights and the
/// sum d of w (m - x), which are else 0. With the maximum M and the sum S of the whole position, sum_c w[c] (-log p[c]) is the sum of d + v (log S + (M - m))
/// over the chunks: terms that are never negative, so nothing cancels. Memory and class weights are as for <see cref="SoftmaxCrossEntropy"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LongSoftmaxCrossEntropy
{
    /// <summary>The m, s, v and d of a chunk of a position's logits, of which the first is that of class <paramref name="first"/>.</summary>
    public static void Terms(
        ref float x, nint first, nint columns, float labelSmoothing, ref float classWeights,
        ref float maximum, ref float sum, ref float weights, ref float distances)
    {
        LongSoftmax.SumOfExponentials(ref x, columns, ref maximum, ref sum);
        weights = WeightSum(ref classWeights, first, columns, labelSmoothing);
        double distance = 0;
        float centre = LongSoftmax.Centre(maximum);
        for (nint c = 0; labelSmoothing > 0f && c < columns; c++)
            distance += SoftmaxCrossEntropy.Weight(ref classWeights, first + c) * (centre - Unsafe.Add(ref x, c));
        distances = (float)distance;
    }

    /// <summary>The sums of loss and weight over the positions [rows] of a sample, from the numbers of their chunks, which lie one behind another.</summary>
    public static void Loss(
        ref float logits, ref int targets, nint rows, nint columns, nint rowStride, float labelSmoothing, int ignoreIndex, ref float classWeights,
        ref float maxima, ref float sums, ref float weights, ref float distances, in ChunksOfRow chunks, ref float loss, ref float weight)
    {
        SoftmaxCrossEntropy.Validate(ref targets, rows, columns, ignoreIndex);
        double losses = 0, all = 0;
        for (nint row = 0; row < rows; row++)
        {
            int target = Unsafe.Add(ref targets, row);
            if (target == ignoreIndex) continue;
            ref float ofRow = ref Unsafe.Add(ref maxima, row);
            float maximum = LongSoftmax.Maximum(ref ofRow, in chunks);
            float logSum = VectorMath.Log(LongSoftmax.Sum(ref ofRow, ref Unsafe.Add(ref sums, row), maximum, in chunks));
            float own = SoftmaxCrossEntropy.Weight(ref classWeights, target);
            double smooth = 0;
            for (nint chunk = 0, at = row; chunk < chunks.Count; chunk++, at += chunks.Stride)
                smooth += Unsafe.Add(ref distances, at) + (Unsafe.Add(ref weights, at) * (logSum + (maximum - Unsafe.Add(ref maxima, at))));
            losses += (1f - labelSmoothing) * own * (logSum + (maximum - Unsafe.Add(ref logits, (row * rowStride) + target)));
            if (labelSmoothing > 0f) losses += labelSmoothing / columns * smooth;
            all += own;
        }

        loss = (float)losses;
        weight = (float)all;
    }

    /// <summary>dx = e^(x - m) for a chunk; its m, s and v. dx may be x.</summary>
    public static void Exponentials(
        ref float x, ref float dx, nint first, nint columns, float labelSmoothing, ref float classWeights,
        ref float maximum, ref float sum, ref float weights)
    {
        LongSoftmax.Exponentials(ref x, ref dx, columns, ref maximum, ref sum);
        weights = WeightSum(ref classWeights, first, columns, labelSmoothing);
    }

    /// <summary>The gradient of a chunk from its exponentials in dx; <paramref name="classes"/> are those of the whole position.</summary>
    public static void Gradient(
        ref float dx, ref int targets, nint first, nint columns, nint classes, float labelSmoothing, int ignoreIndex, ref float classWeights, float seed,
        ref float maxima, ref float sums, ref float weights, in ChunksOfRow chunks)
    {
        SoftmaxCrossEntropy.Validate(ref targets, 1, classes, ignoreIndex);
        int target = targets;
        if (target == ignoreIndex)
        {
            for (nint c = 0; c < columns; c++) Unsafe.Add(ref dx, c) = 0f;
            return;
        }

        float direct = (1f - labelSmoothing) * SoftmaxCrossEntropy.Weight(ref classWeights, target), share = labelSmoothing / classes;
        float maximum = LongSoftmax.Maximum(ref maxima, in chunks), part = VectorMath.Exp(Unsafe.Add(ref maxima, chunks.Present * chunks.Stride) - maximum);
        float scale = seed * (direct + (share * LongSoftmax.Sum(ref weights, in chunks)));
        Softmax.Scale(ref dx, columns, scale * part / LongSoftmax.Sum(ref maxima, ref sums, maximum, in chunks));
        if (target >= first && target < first + columns) Unsafe.Add(ref dx, target - first) -= seed * direct;
        if (labelSmoothing > 0f)
            for (nint c = 0; c < columns; c++) Unsafe.Add(ref dx, c) -= seed * share * SoftmaxCrossEntropy.Weight(ref classWeights, first + c);
    }

    private static float WeightSum(ref float classWeights, nint first, nint columns, float labelSmoothing)
    {
        double sum = 0;
        for (nint c = first; labelSmoothing > 0f && c < first + columns; c++) sum += SoftmaxCrossEntropy.Weight(ref classWeights, c);
        return (float)sum;
    }
}
