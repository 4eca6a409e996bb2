using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// What batch normalization in training computes over the batch (Ioffe and Szegedy 2015), channel by channel over samples and pixels. Methods work on
/// channels [first, last), so workers take ranges of channels (multiples of 16 where channels-last); per-channel arrays are [channels] and written exactly.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BatchNormalization
{
    /// <summary>
    /// mean, biased variance and 1 / sqrt(variance + epsilon) of each channel, in the two passes of <see cref="Moments"/>; gamma / sqrt(variance + epsilon);
    /// and what these make of the running statistics, where that is wanted, not null.
    /// </summary>
    public static void Statistics(
        ref float x, in MapBatch batch, nint first, nint last, float epsilon, float momentum, ref float gamma, ref float runningMean, ref float runningVariance,
        ref float mean, ref float inverseDeviation, ref float movedMean, ref float movedVariance, ref float variance, ref float factor)
    {
        // The sums stand where mean, variance and deviation come to stand.
        Origins(ref x, in batch, first, last, ref mean);
        Distances(ref x, in batch, first, last, ref mean, ref variance, accumulate: false);
        Means(ref x, in batch, first, last, ref variance, ref mean);
        Squares(ref x, in batch, first, last, ref mean, ref variance, ref inverseDeviation, accumulate: false);
        Deviations(
            in batch, first, last, epsilon, momentum, ref gamma, ref runningMean, ref runningVariance, ref mean, ref inverseDeviation, ref movedMean,
            ref movedVariance, ref variance, ref factor);
    }

    /// <summary>What the first pass of <see cref="Statistics"/> measures distances from, taken from the first pixel of the batch.</summary>
    public static void Origins(ref float x, in MapBatch batch, nint first, nint last, ref float origins)
    {
        for (nint c = first; c < last; c++) Unsafe.Add(ref origins, c) = Moments.Origin(Unsafe.Add(ref x, c * batch.Strides.Plane));
    }

    /// <summary>The sums of the first pass: distances from the origin, = or +=.</summary>
    public static void Distances(ref float x, in MapBatch batch, nint first, nint last, ref float origins, ref float sums, bool accumulate) =>
        ChannelMaps.Distances(ref x, in batch, first, last, ref origins, ref sums, accumulate);

    /// <summary>The means that follow from the sums of the first pass over the whole <paramref name="batch"/>.</summary>
    public static void Means(ref float x, in MapBatch batch, nint first, nint last, ref float sums, ref float mean)
    {
        double count = batch.Count;
        for (nint c = first; c < last; c++)
            Unsafe.Add(ref mean, c) = (float)(Moments.Origin(Unsafe.Add(ref x, c * batch.Strides.Plane)) + Unsafe.Add(ref sums, c) / count);
    }

    /// <summary>The sums of the second pass: distances from the mean and their squares, = or +=.</summary>
    public static void Squares(ref float x, in MapBatch batch, nint first, nint last, ref float mean, ref float sums, ref float squares, bool accumulate) =>
        ChannelMoments.Sums(ref x, in batch, first, last, ref mean, ref sums, ref squares, accumulate);

    /// <summary>
    /// The end of <see cref="Statistics"/> over the whole <paramref name="batch"/>: <paramref name="variance"/> and <paramref name="inverseDeviation"/> hold
    /// the sums of the second pass.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Deviations(
        in MapBatch batch, nint first, nint last, float epsilon, float momentum, ref float gamma, ref float runningMean, ref float runningVariance,
        ref float mean, ref float inverseDeviation, ref float movedMean, ref float movedVariance, ref float variance, ref float factor)
    {
        for (nint c = first; c < last; c++)
        {
            (float corrected, double squared) = Moments.Correct(
                Unsafe.Add(ref mean, c), Unsafe.Add(ref variance, c), Unsafe.Add(ref inverseDeviation, c), batch.Count);
            Unsafe.Add(ref mean, c) = corrected;
            Unsafe.Add(ref variance, c) = (float)squared;
            Unsafe.Add(ref inverseDeviation, c) = 1f / MathF.Sqrt((float)squared + epsilon);
            Unsafe.Add(ref factor, c) = Unsafe.Add(ref inverseDeviation, c) * Unsafe.Add(ref gamma, c);
        }

        if (Unsafe.IsNullRef(ref movedMean)) return;
        UpdateRunning(
            ref Unsafe.Add(ref mean, first), ref Unsafe.Add(ref variance, first), last - first, batch.Count, momentum, ref Unsafe.Add(ref runningMean, first),
            ref Unsafe.Add(ref runningVariance, first), ref Unsafe.Add(ref movedMean, first), ref Unsafe.Add(ref movedVariance, first));
    }

    /// <summary>
    /// moved = (1 - momentum) running + momentum batch for mean and variance, in place or not; the stored variance is the unbiased one,
    /// count / (count - 1) times the batch's. <paramref name="count"/> is the values of a channel and must exceed 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UpdateRunning(
        ref float mean, ref float variance, nint channels, nint count, float momentum, ref float runningMean, ref float runningVariance, ref float movedMean,
        ref float movedVariance)
    {
        float unbias = (float)((double)count / (count - 1));
        for (nint c = 0; c < channels; c++)
        {
            Unsafe.Add(ref movedMean, c) = (1f - momentum) * Unsafe.Add(ref runningMean, c) + momentum * Unsafe.Add(ref mean, c);
            Unsafe.Add(ref movedVariance, c) = (1f - momentum) * Unsafe.Add(ref runningVariance, c) + momentum * unbias * Unsafe.Add(ref variance, c);
        }
    }

    /// <summary>
    /// With M values of a channel and xhat = (x - mean) inverseDeviation: dbeta = (or +=) sum dy, dgamma = (or +=) sum dy xhat; and of this batch alone,
    /// whatever is accumulated, sum dy / M, inverseDeviation sum dy xhat / M and gamma inverseDeviation, with which the gradient of each element is
    /// factor (dy - gradientMean - (x - mean) productMean). The maps of x and dy have one extent and their own strides.
    /// </summary>
    public static void Sums(
        ref float x, in MapBatch input, ref float dy, in MapBatch outputGradient, nint first, nint last, ref float gamma, ref float mean,
        ref float inverseDeviation, ref float dgamma, ref float dbeta, bool accumulate, ref float gradientMean, ref float productMean, ref float factor)
    {
        Products(ref x, in input, ref dy, in outputGradient, first, last, ref mean, ref gradientMean, ref productMean, accumulate: false);
        Gradients(
            in input, first, last, ref gamma, ref inverseDeviation, ref dgamma, ref dbeta, accumulate, ref gradientMean, ref productMean, ref factor);
    }

    /// <summary>The sums of <see cref="Sums"/>: of dy and of dy (x - mean), = or +=.</summary>
    public static void Products(
        ref float x, in MapBatch input, ref float dy, in MapBatch outputGradient, nint first, nint last, ref float mean, ref float gradients,
        ref float products, bool accumulate)
    {
        Reductions.ChannelSums(ref dy, in outputGradient, first, last, ref gradients, accumulate);
        ChannelMaps.CenteredProducts(ref x, in input, ref dy, in outputGradient, first, last, ref mean, ref products, accumulate);
    }

    /// <summary>
    /// The end of <see cref="Sums"/> over the whole batch <paramref name="input"/>: <paramref name="gradientMean"/> and <paramref name="productMean"/> hold the
    /// sums.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradients(
        in MapBatch input, nint first, nint last, ref float gamma, ref float inverseDeviation, ref float dgamma, ref float dbeta, bool accumulate,
        ref float gradientMean, ref float productMean, ref float factor)
    {
        float count = input.Count;
        for (nint c = first; c < last; c++)
        {
            float deviation = Unsafe.Add(ref inverseDeviation, c);
            ref float gradients = ref Unsafe.Add(ref gradientMean, c);
            ref float products = ref Unsafe.Add(ref productMean, c);
            products *= deviation;
            Put(ref Unsafe.Add(ref dbeta, c), gradients, accumulate);
            Put(ref Unsafe.Add(ref dgamma, c), products, accumulate);
            gradients /= count;
            products *= deviation / count;
            Unsafe.Add(ref factor, c) = Unsafe.Add(ref gamma, c) * deviation;
        }
    }

    private static void Put(ref float sum, float value, bool accumulate) => sum = accumulate ? sum + value : value;
}
