namespace Kiln.Generator.Ops;

/// <summary>The integer arithmetic of quantized ops, to the bit (docs/arithmetic.md). Tensors of the interpreter hold whole numbers.</summary>
internal static class Int8Arithmetic
{
    /// <summary>From this shift on a channel is too small to be told from zero.</summary>
    private const int Flush = 64;

    /// <summary>
    /// The nearest integer to sum * multiplier * 2^-shift, ties upwards, plus a zero point and clamped: one rounding of the high half of a product of 64 bits.
    /// </summary>
    public static double Requantize(long sum, double multiplier, double shift, double zero, Tensor clamp)
    {
        int s = (int)shift, left = Math.Max(0, 33 - s), right = s + left - 32;
        long high = s >= Flush ? 0 : ((sum << left) * (long)multiplier) >> 32;
        long rounded = s >= Flush ? 0 : (high + (1L << (right - 1))) >> right;
        return Clamp(rounded + (long)zero, clamp);
    }

    public static double Clamp(long value, Tensor clamp) => Math.Min(Math.Max(value, (long)clamp.Data[0]), (long)clamp.Data[1]);
}
