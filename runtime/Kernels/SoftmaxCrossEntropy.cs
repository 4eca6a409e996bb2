using System.ComponentModel;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Kiln.Data;

namespace Kiln.Kernels;

/// <summary>
/// Cross-entropy of softmax(logits) against class indices, with PyTorch's label smoothing, class weights and ignored index. Per row,
/// with t the target, C the columns, e the smoothing and w the class weights (all 1 where there are none):
/// loss = (1 - e) w[t] (-log p[t]) + (e / C) sum_c w[c] (-log p[c]), weight = w[t]; the batch's loss is sum(loss) / sum(weight).
/// An ignored row has loss and weight 0.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SoftmaxCrossEntropy
{
    /// <summary>Pass as ignoreIndex where no target is ignored.</summary>
    public const int IgnoreNone = int.MinValue;

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> that names the first target outside [0, classes) and not <paramref name="ignoreIndex"/>: its sample and, where
    /// a sample has several <paramref name="positions"/>, its position.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Validate(ref int targets, nint rows, nint classes, int ignoreIndex, nint positions = 1)
    {
        for (nint row = 0; row < rows; row++)
        {
            int target = Unsafe.Add(ref targets, row);
            if ((uint)target >= (uint)classes && target != ignoreIndex) ThrowTarget(row, positions, target, classes, ignoreIndex);
        }
    }

    /// <summary>
    /// loss[rows] and weight[rows] from logits [rows][columns] at <paramref name="rowStride"/> floats (read to the end of a row's last vector) and targets
    /// [rows]. Class weights are [columns], or a null reference for none. Targets are validated before anything is written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(
        ref float logits, ref int targets, nint rows, nint columns, nint rowStride, float labelSmoothing, int ignoreIndex,
        ref float classWeights, ref float loss, ref float weight)
    {
        Validate(ref targets, rows, columns, ignoreIndex);
        for (nint row = 0; row < rows; row++)
        {
            int target = Unsafe.Add(ref targets, row);
            bool counts = target != ignoreIndex;
            Unsafe.Add(ref loss, row) = counts ? RowLoss(ref Unsafe.Add(ref logits, row * rowStride), target, columns, labelSmoothing, ref classWeights) : 0f;
            Unsafe.Add(ref weight, row) = counts ? Weight(ref classWeights, target) : 0f;
        }
    }

    /// <summary>The sums over the positions of a sample of what <see cref="Forward"/> gives for each row, added in their order in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ForwardPositions(
        ref float logits, ref int targets, nint rows, nint columns, nint rowStride, float labelSmoothing, int ignoreIndex,
        ref float classWeights, ref float loss, ref float weight)
    {
        Validate(ref targets, rows, columns, ignoreIndex);
        double losses = 0, weights = 0;
        for (nint row = 0; row < rows; row++)
        {
            int target = Unsafe.Add(ref targets, row);
            if (target == ignoreIndex) continue;
            losses += RowLoss(ref Unsafe.Add(ref logits, row * rowStride), target, columns, labelSmoothing, ref classWeights);
            weights += Weight(ref classWeights, target);
        }

        loss = (float)losses;
        weight = (float)weights;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float RowLoss(ref float x, int target, nint columns, float labelSmoothing, ref float classWeights)
    {
        float maximum = Softmax.Maximum(ref x, columns);
        float logSum = VectorMath.Log(Softmax.SumOfExponentials(ref x, columns, maximum));

        // -log p[c] = log(sum) + (max - x[c]): two terms that are never negative, so nothing cancels.
        float value = (1f - labelSmoothing) * Weight(ref classWeights, target) * (logSum + (maximum - Unsafe.Add(ref x, target)));
        if (labelSmoothing == 0f) return value;
        double smooth = 0;
        for (nint c = 0; c < columns; c++) smooth += Weight(ref classWeights, c) * (logSum + (maximum - Unsafe.Add(ref x, c)));
        return value + (float)(labelSmoothing / columns * smooth);
    }

    /// <summary>
    /// dlogits = seed * (A p - (1 - e) w[t] onehot(t) - (e / C) w) with A = (1 - e) w[t] + (e / C) sum w; zero in ignored rows.
    /// <paramref name="seed"/> is the loss's scale divided by the sum of all weights of the batch. dlogits has the strides of logits
    /// and may be logits. Targets are validated before anything is written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(
        ref float logits, ref int targets, nint rows, nint columns, nint rowStride, float labelSmoothing, int ignoreIndex,
        ref float classWeights, float seed, ref float dlogits)
    {
        Validate(ref targets, rows, columns, ignoreIndex);
        nint lanes = Vector<float>.Count;
        float share = labelSmoothing / columns;
        double weightSum = 0;
        for (nint c = 0; c < columns; c++) weightSum += Weight(ref classWeights, c);

        for (nint row = 0; row < rows; row++)
        {
            int target = Unsafe.Add(ref targets, row);
            ref float x = ref Unsafe.Add(ref logits, row * rowStride);
            ref float dx = ref Unsafe.Add(ref dlogits, row * rowStride);
            if (target == ignoreIndex)
            {
                for (nint c = 0; c < columns; c++) Unsafe.Add(ref dx, c) = 0f;
                continue;
            }

            float direct = (1f - labelSmoothing) * Weight(ref classWeights, target);
            float maximum = Softmax.Maximum(ref x, columns);
            float sum = Softmax.SumOfExponentials(ref x, columns, maximum);
            Vector<float> maxima = new(maximum);
            Vector<float> scales = new(seed * (direct + share * (float)weightSum) / sum);
            nint i = 0;
            for (; i <= columns - lanes; i += lanes)
                (VectorMath.Exp(Vector.LoadUnsafe(ref x, (nuint)i) - maxima) * scales).StoreUnsafe(ref dx, (nuint)i);
            if (i < columns)
                PartialVector.Store(VectorMath.Exp(Vector.LoadUnsafe(ref x, (nuint)i) - maxima) * scales, ref Unsafe.Add(ref dx, i), columns - i);

            Unsafe.Add(ref dx, target) -= seed * direct;
            if (labelSmoothing > 0f)
                for (nint c = 0; c < columns; c++) Unsafe.Add(ref dx, c) -= seed * share * Weight(ref classWeights, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Weight(ref float classWeights, nint index) => Unsafe.IsNullRef(ref classWeights) ? 1f : Unsafe.Add(ref classWeights, index);

    private static void ThrowTarget(nint row, nint positions, int target, nint classes, int ignoreIndex)
    {
        string position = positions > 1 ? Text($", position {row % positions},") : "";
        throw SampleError.NotAClass(target, row / positions, position, classes, Advice(target, classes, ignoreIndex));
    }

    private static string Advice(int target, nint classes, int ignoreIndex) =>
        target == classes ? "Check whether the labels count from 1."
        : target == -1 ? "-1 is what a search gives that finds nothing, such as Array.IndexOf: check the names of the classes."
        : target < 0 && ignoreIndex is < 0 and not IgnoreNone ? Text($"Check the labels; what has no label carries {ignoreIndex}.")
        : "Check the labels, and how many outputs the last layer has.";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
