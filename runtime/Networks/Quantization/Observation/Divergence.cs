namespace Kiln;

/// <summary>
/// The Kullback-Leibler divergence between values that a range clips and the same after quantization (Migacz 2017): the reference P is the histogram within
/// the range, with what lies outside added to the bins at its ends; Q gives each of the 256 steps the values within the range that are rounded to it, spread
/// evenly over the bins that held them. What is clipped counts in P only, so that clipping much is dear.
/// </summary>
/// <remarks>
/// The steps are those of the quantization, zero point and all, where the paper has a symmetric range of equal parts. As in TensorRT, zeros are left out: they
/// stay exact, and the peak that ReLU makes of them would outweigh everything else.
/// </remarks>
internal sealed class Divergence(CountedValues values)
{
    /// <summary>The divergence in nats; infinite if nothing lies within the range.</summary>
    public double Of(ValueRange range)
    {
        Quantization quantization = Quantization.Of(range);
        double[] middles = values.Middles;
        long[] counts = values.Counts;
        int first = 0, end = middles.Length;
        long below = 0, above = 0;
        while (first < end && Step(middles[first], quantization) < Quantization.Least) below += counts[first++];
        while (end > first && Step(middles[end - 1], quantization) > Quantization.Largest) above += counts[--end];
        if (first == end) return double.PositiveInfinity;

        long total = values.Total, inside = total - below - above;
        double divergence = 0;
        for (int start = first; start < end;)
        {
            double step = Step(middles[start], quantization);
            int next = start;
            long mass = 0;
            while (next < end && Step(middles[next], quantization) == step) mass += counts[next++];
            double q = (double)mass / (next - start) / inside;
            for (int bin = start; bin < next; bin++)
            {
                long count = counts[bin] + (bin == first ? below : 0) + (bin == end - 1 ? above : 0);
                double p = (double)count / total;
                divergence += p * Math.Log(p / q);
            }

            start = next;
        }

        return divergence;
    }

    private static double Step(double value, Quantization quantization) => Math.Round(value / quantization.Scale) + quantization.ZeroPoint;
}
