namespace Kiln;

/// <summary>
/// Functions for sampling that give the same bits on every operating system and processor: only additions, multiplications and divisions
/// in double precision, which IEEE 754 defines exactly, and no call of the platform's math library.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

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
}
