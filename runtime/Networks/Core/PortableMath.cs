namespace Kiln;

/// <summary>
/// Functions for sampling that give the same bits on every operating system and processor: only additions, multiplications, divisions and
/// square roots in double precision, which IEEE 754 defines exactly, and no call of the platform's math library.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a positive normal number, to a few units in the last place.</summary>
    public static double Log(double x)
    {
        // x = 2^e m with m in [sqrt(1/2), sqrt(2)), and ln m = 2 artanh(s) with s = (m - 1) / (m + 1), |s| < 0.1716.
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m >= 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1), square = s * s, series = 0;
        for (int k = 21; k >= 3; k -= 2) series = (series + 1.0 / k) * square;
        return exponent * Ln2High + (2 * s * (1 + series) + exponent * Ln2Low);
    }

    /// <summary>e to the power of x for x at most 0, to a few units in the last place; 0 below -700.</summary>
    public static double Exp(double x)
    {
        if (!(x >= -700)) return double.IsNaN(x) ? x : 0;
        // x = k ln 2 + r with |r| <= ln(2) / 2; the Taylor series of e^r to r^13 / 13! is then exact to 2^-53.
        double k = Math.Floor(x * 1.4426950408889634 + 0.5);
        double r = x - k * Ln2High - k * Ln2Low, sum = 1;
        for (int n = 13; n >= 1; n--) sum = 1 + sum * r / n;
        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>Quantile of the standard normal distribution for p in [1e-10, 1 - 1e-10].</summary>
    /// <remarks>M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988): relative error about 1e-16. Its third branch, for tails below e^-25, is out of range here.</remarks>
    public static double NormalQuantile(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - q * q;
            return q * Polynomial(r, CentralNumerator) / Polynomial(r, CentralDenominator);
        }

        double t = Math.Sqrt(-Log(q < 0 ? p : 1 - p)) - 1.6;
        double tail = Polynomial(t, TailNumerator) / Polynomial(t, TailDenominator);
        return q < 0 ? -tail : tail;
    }

    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1,
    ];

    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        foreach (double coefficient in coefficients) sum = sum * x + coefficient;
        return sum;
    }
}
