using System.Numerics;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>The arithmetic of quantized networks, as its definition says it.</summary>
internal static class IntegerArithmetic
{
    /// <summary>Requantizes an accumulator by M 2^-S: the upper half of a product of 32 bits each, then one rounding with ties towards +infinity.</summary>
    public static int Requantize(int accumulator, int multiplier, int shift, int zeroPoint, int low, int high)
    {
        if (shift >= 64) return Math.Clamp(zeroPoint, low, high);
        int left = Math.Max(0, 33 - shift), right = shift + left - 32;
        int upper = (int)((long)checked(accumulator * (1 << left)) * multiplier >> 32);
        return Math.Clamp(((upper + (1 << (right - 1))) >> right) + zeroPoint, low, high);
    }

    /// <summary>floor(accumulator M 2^-S + 1/2), exactly.</summary>
    public static BigInteger Exact(int accumulator, int multiplier, int shift) =>
        ((BigInteger)accumulator * multiplier + (BigInteger.One << (shift - 1))) >> shift;
}
