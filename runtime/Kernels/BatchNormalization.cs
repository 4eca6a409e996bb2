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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Statistics(
        ref float x, in MapBatch batch, nint first, nint last, float epsilon, float momentum, ref float gamma, ref float runningMean, ref float runningVariance,
        ref float mean, ref float inverseDeviation, ref float movedMean, ref float movedVariance, ref float variance, ref float factor)
    {
        double count = batch.Count;
        for (nint c = first; c < last; c++) Unsafe.Add(ref mean, c) = Moments.Origin(Unsafe.Add(ref x, c * batch.Strides.Plane));
        ChannelMaps.Distances(ref x, in batch, first, last, ref mean, ref variance);
        for (nint c = first; c < last; c++) Unsafe.Add(ref mean, c) = (float)(Unsafe.Add(ref mean, c) + Unsafe.Add(ref variance, c) / count);

        // The sums stand where variance and deviation come to stand.
        ChannelMoments.Sums(ref x, in batch, first, last, ref mean, ref variance, ref inverseDeviation);
        for (nint c = first; c < last; c++)
        {
            (float corrected, double squared) = Moments.Correct(
                Unsafe.Add(ref mean, c), Unsafe.Add(ref variance, c), Unsafe.Add(ref inverseDeviation, c), count);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(
        ref float x, in MapBatch input, ref float dy, in MapBatch outputGradient, nint first, nint last, ref float gamma, ref float mean,
        ref float inverseDeviation, ref float dgamma, ref float dbeta, bool accumulate, ref float gradientMean, ref float productMean, ref float factor)
    {
        float count = input.Count;
        Reductions.ChannelSums(ref dy, in outputGradient, first, last, ref gradientMean, accumulate: false);
        ChannelMaps.CenteredProducts(ref x, in input, ref dy, in outputGradient, first, last, ref mean, ref productMean);
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
