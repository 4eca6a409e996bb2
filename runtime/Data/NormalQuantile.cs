using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// The inverse of the normal distribution function, which turns one uniform number into one normal one: Wichura, "Algorithm AS 241:
/// the percentage points of the normal distribution", Applied Statistics 37 (1988), routine PPND7, relative accuracy about 1e-7.
/// </summary>
/// <remarks>
/// Only +, -, *, / and square root in double, each exactly rounded by IEEE 754, and the logarithm below: the same bits on every
/// machine, which the C library's log and cos do not guarantee.
/// </remarks>
internal static class NormalQuantile
{
    /// <summary>The quantile of p = (bits + 1/2) / 2^32, which is never 0 or 1; symmetric: the complement of the bits gives the negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // initial weights are drawn once, before the JIT would come back to it
    public static float Of(uint bits)
    {
        double probability = (bits + 0.5) * (1.0 / 4294967296.0);
        double centred = probability - 0.5;
        if (Math.Abs(centred) <= 0.425)
        {
            double square = 0.180625 - centred * centred;
            return (float)(centred
                * (((59.109374720 * square + 159.29113202) * square + 50.434271938) * square + 3.3871327179)
                / (((67.187563600 * square + 78.757757664) * square + 17.895169469) * square + 1));
        }

        // The tail: AS 241 changes its formula again beyond sqrt(-ln p) = 5, which p >= 2^-33 (4.78) does not reach.
        double tail = Math.Sqrt(-Log(centred < 0 ? probability : 1 - probability)) - 1.6;
        double magnitude = (((0.17023821103 * tail + 1.3067284816) * tail + 2.7568153900) * tail + 1.4234372777)
            / ((0.12021132975 * tail + 0.73700164250) * tail + 1);
        return (float)(centred < 0 ? -magnitude : magnitude);
    }

    /// <summary>
    /// The natural logarithm of a positive normal number: x = m 2^e with m in [sqrt(1/2), sqrt(2)), and
    /// ln m = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| below 0.172; the first omitted term is below 4e-16.
    /// </summary>
    private static double Log(double x)
    {
        const double Ln2 = 0.69314718055994530942;
        const double Sqrt2 = 1.41421356237309504880;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > Sqrt2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double s = (mantissa - 1) / (mantissa + 1);
        double square = s * s;
        double series = (((((((1.0 / 17 * square + 1.0 / 15) * square + 1.0 / 13) * square + 1.0 / 11) * square + 1.0 / 9) * square + 1.0 / 7) * square
            + 1.0 / 5) * square + 1.0 / 3) * square + 1;
        return exponent * Ln2 + 2 * s * series;
    }
}
