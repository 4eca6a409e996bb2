using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Functions of doubles that <see cref="Math"/> lacks, for tables of 256 entries.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ScalarFunctions
{
    /// <summary>e^x - 1.</summary>
    public static double ExpMinusOne(double x) => double.ExpM1(x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>ln(1 + e^x), without overflow.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + double.LogP1(Math.Exp(-Math.Abs(x)));

    /// <summary>
    /// The distribution function of the normal distribution, by its Taylor series around 0 and, far from it, the continued fraction of Mills' ratio
    /// (Abramowitz and Stegun 1964, 26.2.10 and 26.2.14).
    /// </summary>
    public static double NormalDistribution(double x)
    {
        double distance = Math.Abs(x), density = Math.Exp(-distance * distance / 2) / Math.Sqrt(2 * Math.PI), tail;
        if (distance < 4)
        {
            double term = distance, sum = distance;
            for (int n = 1; Math.Abs(term) > 1e-18; n++) sum += term *= distance * distance / (2 * n + 1);
            tail = 0.5 - density * sum;
        }
        else
        {
            double fraction = distance;
            for (int n = 100; n > 0; n--) fraction = distance + n / fraction;
            tail = density / fraction;
        }

        return x < 0 ? tail : 1 - tail;
    }
}
