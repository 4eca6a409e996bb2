namespace Kiln;

/// <summary>
/// A positive real number as Multiplier 2^-Shift, by which an accumulator is requantized: the multiplier is an odd multiple of 2^7 in [2^30, 2^31), so that the
/// nearest one is off by at most 2^-23 of it, no accumulator below 2^24 gives a tie, and 2^31 is never reached.
/// </summary>
internal readonly record struct Requantization(int Multiplier, int Shift)
{
    /// <summary>The least shift: kernels take the upper 32 bits of a product that they first shift to the left by at most 7.</summary>
    public const int LeastShift = 26;

    /// <summary>The shift of a multiplier so small that every accumulator gives the zero point.</summary>
    public const int Flush = 64;

    /// <summary>The least multiplier.</summary>
    public const int LeastMultiplier = 1 << 30;

    /// <summary>Accumulators below it are exact as floats, and take the fast sequence.</summary>
    public const long Fast = 1L << 24;

    private const int Step = 1 << 8;

    /// <summary>All accumulators must stay below it in magnitude: shifted to the left they must fit 32 bits.</summary>
    public long Limit => 1L << (31 - Math.Max(0, 33 - Shift));

    /// <summary>Whether the shift is one that kernels can do.</summary>
    public bool IsPossible => Shift >= LeastShift;

    /// <summary>The nearest to <paramref name="real"/>, which must be finite and not negative.</summary>
    public static Requantization Of(double real)
    {
        if (real == 0) return new Requantization(LeastMultiplier + Step / 2, Flush);
        int exponent = Math.ILogB(real) + 1;
        // In [2^22, 2^23): scaling by a power of two is exact, and the nearest odd multiple of 2^7 is the middle of the step of 2^8 that the number lies in.
        int steps = (int)Math.ScaleB(real, 23 - exponent);
        return new Requantization(steps * Step + Step / 2, Math.Min(31 - exponent, Flush));
    }

    /// <summary>Whether a number can be a multiplier.</summary>
    public static bool IsMultiplier(int value) => value >= LeastMultiplier && value % Step == Step / 2;

    /// <summary>Whether a number can be a shift.</summary>
    public static bool IsShift(int value) => value is >= LeastShift and <= Flush;
}
