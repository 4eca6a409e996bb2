namespace Kiln.Kernels;

/// <summary>
/// Mean and variance in two passes, the second of which corrects the first (Chan, Golub and LeVeque 1983, "Algorithms for computing
/// the sample variance", the corrected two-pass algorithm): distances d from a mean m that is not exact sum to what m lacks, so the
/// mean is m + (mean of d), and the variance (mean of d^2) - (mean of d)^2. The first pass sums distances from the first value, which
/// are small where the values lie close together, however large they are.
/// </summary>
/// <remarks>
/// What is left is the rounding of the mean to a float, half an ulp: with u = 2^-24 and deviation s it moves each normalized value by
/// at most u |mean| / s. The sums of n distances add about u sqrt(n), as random roundings do.
/// </remarks>
internal static class Moments
{
    /// <summary>What the first pass measures distances from: the first value, or 0 where that is no number to measure from.</summary>
    public static float Origin(float first) => float.IsFinite(first) ? first : 0f;

    /// <summary>The mean and the biased variance of <paramref name="count"/> values whose distances from <paramref name="mean"/> have these sums.</summary>
    public static (float Mean, double Variance) Correct(float mean, double distances, double squares, double count)
    {
        double rest = distances / count;
        // From an infinite mean nothing has a distance.
        return (float.IsFinite(mean) ? (float)(mean + rest) : mean, Math.Max(0, (squares / count) - (rest * rest)));
    }
}
