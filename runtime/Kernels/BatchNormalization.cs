using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Batch normalization in training mode (Ioffe and Szegedy 2015): y = (x - mean) / sqrt(variance + epsilon) * gamma + beta with the
/// mean and the biased variance of a channel over all samples and pixels. Every method works on channels [first, last), so workers
/// take ranges of channels (multiples of 16 where channels-last); per-channel arrays are [channels] and written exactly.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BatchNormalization
{
    /// <summary>
    /// mean, biased variance and 1 / sqrt(variance + epsilon) of each channel, in the two passes of <see cref="Moments"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Statistics(
        ref float x, in MapBatch batch, nint first, nint last, float epsilon, ref float mean, ref float variance, ref float inverseDeviation)
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
        }
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
    /// Batch normalization in training, channel by channel: statistics, what they make of the running ones (where that is wanted, not null), and y.
    /// </summary>
    public static void Train(
        ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last, float epsilon, float momentum, ref float gamma, ref float beta,
        ref float mean, ref float variance, ref float inverseDeviation, ref float runningMean, ref float runningVariance, ref float movedMean,
        ref float movedVariance)
    {
        Statistics(ref x, in input, first, last, epsilon, ref mean, ref variance, ref inverseDeviation);
        if (!Unsafe.IsNullRef(ref movedMean))
        {
            UpdateRunning(
                ref Unsafe.Add(ref mean, first), ref Unsafe.Add(ref variance, first), last - first, input.Count, momentum,
                ref Unsafe.Add(ref runningMean, first), ref Unsafe.Add(ref runningVariance, first), ref Unsafe.Add(ref movedMean, first),
                ref Unsafe.Add(ref movedVariance, first));
        }

        Normalize(ref x, in input, ref y, in output, first, last, ref mean, ref inverseDeviation, ref gamma, ref beta);
    }

    /// <summary>y = (x - mean) * (inverseDeviation * gamma) + beta. y may be x.</summary>
    public static void Normalize(
        ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last,
        ref float mean, ref float inverseDeviation, ref float gamma, ref float beta) =>
        ChannelMaps.Normalize(ref x, in input, ref y, in output, first, last, ref mean, ref inverseDeviation, ref gamma, ref beta);

    /// <summary>
    /// With M values of a channel and xhat = (x - mean) inverseDeviation: dbeta = (or +=) sum dy, dgamma = (or +=) sum dy xhat,
    /// dx = gamma inverseDeviation / M (M dy - sum dy - xhat sum dy xhat). dx may be dy. The maps of x, dy and dx have one extent
    /// and their own strides.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(
        ref float x, in MapBatch input, ref float dy, in MapBatch outputGradient, ref float dx, in MapBatch inputGradient, nint first, nint last,
        ref float mean, ref float inverseDeviation, ref float gamma, ref float dgamma, ref float dbeta, bool accumulate)
    {
        // In runs of 16 channels, whose sums (of this batch alone, whatever is accumulated) stand on the stack.
        const int Run = 16;
        Span<float> sums = stackalloc float[2 * Run];
        ref float gradientSum = ref sums[0];
        ref float productSum = ref sums[Run];
        float count = input.Count;
        for (nint start = first; start < last; start += Run)
        {
            nint channels = nint.Min(Run, last - start);
            ref float ownX = ref Unsafe.Add(ref x, start * input.Strides.Plane);
            ref float ownDy = ref Unsafe.Add(ref dy, start * outputGradient.Strides.Plane);
            ref float ownDx = ref Unsafe.Add(ref dx, start * inputGradient.Strides.Plane);
            ref float ownMean = ref Unsafe.Add(ref mean, start);
            ref float ownDeviation = ref Unsafe.Add(ref inverseDeviation, start);
            Reductions.ChannelSums(ref ownDy, in outputGradient, 0, channels, ref gradientSum, accumulate: false);
            ChannelMaps.CenteredProducts(ref ownX, in input, ref ownDy, in outputGradient, channels, ref ownMean, ref productSum);
            for (nint c = 0; c < channels; c++)
            {
                Unsafe.Add(ref productSum, c) *= Unsafe.Add(ref ownDeviation, c);
                ref float shift = ref Unsafe.Add(ref dbeta, start + c);
                ref float scale = ref Unsafe.Add(ref dgamma, start + c);
                shift = accumulate ? shift + Unsafe.Add(ref gradientSum, c) : Unsafe.Add(ref gradientSum, c);
                scale = accumulate ? scale + Unsafe.Add(ref productSum, c) : Unsafe.Add(ref productSum, c);

                // What dx needs: the mean of dy, and the mean of dy xhat times inverseDeviation, which multiplies x - mean.
                Unsafe.Add(ref gradientSum, c) /= count;
                Unsafe.Add(ref productSum, c) *= Unsafe.Add(ref ownDeviation, c) / count;
            }

            ChannelMaps.InputGradient(
                ref ownX, in input, ref ownDy, in outputGradient, ref ownDx, in inputGradient, channels,
                ref ownMean, ref ownDeviation, ref Unsafe.Add(ref gamma, start), ref gradientSum, ref productSum);
        }
    }
}
