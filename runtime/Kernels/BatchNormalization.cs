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
        for (nint c = first; c < last; c++) Unsafe.Add(ref mean, c) = Moments.Origin(Unsafe.Add(ref x, c * batch.Strides.Plane));
        ChannelMaps.Distances(ref x, in batch, first, last, ref mean, ref variance, accumulate: false);
        MeansOf(ref variance, first, last, batch.Count, ref mean);
        ChannelMoments.Sums(ref x, in batch, first, last, ref mean, ref variance, ref inverseDeviation, accumulate: false);
        for (nint c = first; c < last; c++)
        {
            (float corrected, double squared) = Moments.Correct(
                Unsafe.Add(ref mean, c), Unsafe.Add(ref variance, c), Unsafe.Add(ref inverseDeviation, c), batch.Count);
            Unsafe.Add(ref mean, c) = corrected;
            Unsafe.Add(ref variance, c) = (float)squared;
        }

        Finish(
            in batch, first, last, epsilon, momentum, ref gamma, ref runningMean, ref runningVariance, ref mean, ref inverseDeviation, ref movedMean,
            ref movedVariance, ref variance, ref factor);
    }

    /// <summary>
    /// Mean of each channel over a chunk of the batch's rows, and the sum of the squared distances from it; zeros for a chunk without rows.
    /// <paramref name="distances"/> has room for a number for each channel, which nobody needs afterwards.
    /// </summary>
    public static void ChunkStatistics(
        ref float x, in MapBatch batch, nint chunk, nint chunks, nint first, nint last, ref float mean, ref float squares, ref float distances)
    {
        RowChunk rows = new(chunk, chunks, batch.Samples, batch.Height);
        foreach (RowPart part in rows)
        {
            ref float start = ref batch.At(ref x, part);
            for (nint c = first; c < last && !part.Adds; c++)
                Unsafe.Add(ref mean, c) = part.Rows > 0 ? Moments.Origin(Unsafe.Add(ref start, c * batch.Strides.Plane)) : 0f;
            ChannelMaps.Distances(ref start, batch.Of(part), first, last, ref mean, ref distances, part.Adds);
        }

        double count = rows.Count * batch.Width;
        if (count > 0) MeansOf(ref distances, first, last, count, ref mean);
        foreach (RowPart part in rows)
            ChannelMoments.Sums(ref batch.At(ref x, part), batch.Of(part), first, last, ref mean, ref distances, ref squares, part.Adds);
        for (nint c = first; c < last && count > 0; c++)
        {
            (Unsafe.Add(ref mean, c), double squared) = Moments.Correct(
                Unsafe.Add(ref mean, c), Unsafe.Add(ref distances, c), Unsafe.Add(ref squares, c), count);
            Unsafe.Add(ref squares, c) = (float)(squared * count);
        }
    }

    /// <summary>
    /// The rest of <see cref="Statistics"/> where <see cref="ChunkStatistics"/> has been computed for each chunk, those of a chunk
    /// <paramref name="chunkStride"/> floats behind those of the one before: means are weighted by their rows, and squared distances are moved to the common
    /// mean (Chan, Golub and LeVeque 1983, eq. 2.1).
    /// </summary>
    public static void JoinChunks(
        ref float means, ref float squares, nint chunks, nint chunkStride, in MapBatch batch, nint first, nint last, float epsilon, float momentum,
        ref float gamma, ref float runningMean, ref float runningVariance, ref float mean, ref float inverseDeviation, ref float movedMean,
        ref float movedVariance, ref float variance, ref float factor)
    {
        Span<double> counts = stackalloc double[(int)chunks];
        for (int chunk = 0; chunk < counts.Length; chunk++) counts[chunk] = new RowChunk(chunk, chunks, batch.Samples, batch.Height).Count * batch.Width;
        for (nint c = first; c < last; c++)
        {
            double sum = 0, squared = 0;
            for (int chunk = 0; chunk < counts.Length; chunk++) sum += counts[chunk] * Unsafe.Add(ref means, chunk * chunkStride + c);
            double joined = sum / batch.Count;
            for (int chunk = 0; chunk < counts.Length; chunk++)
            {
                double distance = Unsafe.Add(ref means, chunk * chunkStride + c) - joined;
                if (counts[chunk] > 0) squared += Unsafe.Add(ref squares, chunk * chunkStride + c) + counts[chunk] * distance * distance;
            }

            Unsafe.Add(ref mean, c) = (float)joined;
            Unsafe.Add(ref variance, c) = (float)(squared / batch.Count);
        }

        Finish(
            in batch, first, last, epsilon, momentum, ref gamma, ref runningMean, ref runningVariance, ref mean, ref inverseDeviation, ref movedMean,
            ref movedVariance, ref variance, ref factor);
    }

    /// <summary>Means from origins and the sums of distances from them.</summary>
    private static void MeansOf(ref float distances, nint first, nint last, double count, ref float mean)
    {
        for (nint c = first; c < last; c++) Unsafe.Add(ref mean, c) = (float)(Unsafe.Add(ref mean, c) + (Unsafe.Add(ref distances, c) / count));
    }

    /// <summary>What follows from mean and variance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(
        in MapBatch batch, nint first, nint last, float epsilon, float momentum, ref float gamma, ref float runningMean, ref float runningVariance,
        ref float mean, ref float inverseDeviation, ref float movedMean, ref float movedVariance, ref float variance, ref float factor)
    {
        for (nint c = first; c < last; c++)
        {
            Unsafe.Add(ref inverseDeviation, c) = 1f / MathF.Sqrt(Unsafe.Add(ref variance, c) + epsilon);
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

    /// <summary>The sums of <see cref="Sums"/> over a chunk of the batch's rows: of dy and of dy (x - mean).</summary>
    public static void ChunkSums(
        ref float x, in MapBatch input, ref float dy, in MapBatch outputGradient, nint chunk, nint chunks, nint first, nint last, ref float mean,
        ref float gradients, ref float products)
    {
        foreach (RowPart part in new RowChunk(chunk, chunks, input.Samples, input.Height))
            Products(
                ref input.At(ref x, part), input.Of(part), ref outputGradient.At(ref dy, part), outputGradient.Of(part), first, last, ref mean, ref gradients,
                ref products, part.Adds);
    }

    private static void Products(
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
