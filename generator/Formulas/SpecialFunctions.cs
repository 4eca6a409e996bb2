namespace Kiln.Generator.Formulas;

/// <summary>Functions that netstandard's Math lacks, in float64 for reference evaluations.</summary>
internal static class SpecialFunctions
{
    /// <summary>ln(1 + x), exact to rounding for small x (Kahan's correction of what 1 + x rounds away).</summary>
    public static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>e^x - 1, exact to rounding for small x (Kahan's correction).</summary>
    public static double ExpMinusOne(double x)
    {
        double power = Math.Exp(x);
        return power == 1 ? x : power - 1 == -1 ? -1 : (power - 1) * x / Math.Log(power);
    }

    /// <summary>Phi(x) = erfc(-x / sqrt 2) / 2, the distribution function of the normal distribution.</summary>
    public static double NormalDistribution(double x) => 0.5 * Erfc(-x / Math.Sqrt(2));

    /// <summary>
    /// The inverse of <see cref="NormalDistribution"/>, by Newton's method. The function is convex in its lower half, so that no step from above goes too far.
    /// </summary>
    public static double NormalQuantile(double probability)
    {
        if (probability > 0.5) return -NormalQuantile(1 - probability);
        double x = 0;
        for (double step = 1; step > 1e-15; x -= step)
            step = (NormalDistribution(x) - probability) / (Derivative.NormalDensityAtZero * Math.Exp(-x * x / 2));
        return x;
    }

    /// <summary>
    /// The complementary error function: the series of erf (Abramowitz and Stegun 7.1.6) for small arguments, the continued fraction (7.1.14) from
    /// <c>|x| = 2.5</c> on.
    /// </summary>
    public static double Erfc(double x)
    {
        if (x < 0) return 2 - Erfc(-x);
        double factor = Math.Exp(-x * x) / Math.Sqrt(Math.PI);
        if (x < 2.5)
        {
            double term = x, sum = x;
            for (int n = 1; Math.Abs(term) > 1e-17 * sum; n++) sum += term *= 2 * x * x / ((2 * n) + 1);
            return 1 - (2 * factor * sum);
        }

        double fraction = x;
        for (int n = 120; n > 0; n--) fraction = x + (n / 2.0 / fraction);
        return factor / fraction;
    }
}
