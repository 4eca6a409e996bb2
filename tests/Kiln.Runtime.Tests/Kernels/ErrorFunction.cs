namespace Kiln.Runtime.Tests.Kernels;

/// <summary>erf in float64, by its series (Abramowitz and Stegun 7.1.6) and, from 2.5 on, the continued fraction of its complement (7.1.14).</summary>
internal static class ErrorFunction
{
    public static double Erf(double x)
    {
        if (x < 0) return -Erf(-x);
        double factor = Math.Exp(-x * x) / Math.Sqrt(Math.PI);
        if (x >= 2.5)
        {
            double fraction = x;
            for (int n = 120; n > 0; n--) fraction = x + (n / 2.0 / fraction);
            return 1 - (factor / fraction);
        }

        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * sum; n++) sum += term *= 2 * x * x / ((2 * n) + 1);
        return 2 * factor * sum;
    }
}
