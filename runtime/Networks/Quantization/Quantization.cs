namespace Kiln;

/// <summary>
/// How signed bytes stand for real numbers: x = Scale (q - ZeroPoint), with q from -128 to 127 (Jacob et al. 2018, "Quantization and Training of Neural
/// Networks for Efficient Integer-Arithmetic-Only Inference").
/// </summary>
/// <param name="Scale">The real number that one step of q is; positive.</param>
/// <param name="ZeroPoint">The q that stands for 0, from -128 to 127.</param>
public readonly record struct Quantization(float Scale, int ZeroPoint)
{
    /// <summary>The least q.</summary>
    internal const int Least = sbyte.MinValue;

    /// <summary>The largest q.</summary>
    internal const int Largest = sbyte.MaxValue;

    // Its inverse, which is stored beside it, must be a normal float, too.
    private const float LeastScale = 1f / (1L << 62) / (1L << 38);

    /// <summary>The quantization of a range: 256 values from its low end to its high end, of which one is 0. The range is widened to hold 0.</summary>
    internal static Quantization Of(ValueRange range)
    {
        double low = Math.Min(range.Low, 0), high = Math.Max(range.High, 0);
        float scale = Math.Max((float)((high - low) / (Largest - Least)), LeastScale);
        return new Quantization(scale, Nearest(Least - low / scale));
    }

    /// <summary>The q of a real number, halves away from zero; not a number gives the zero point.</summary>
    internal sbyte Quantize(double value) =>
        double.IsNaN(value) ? (sbyte)ZeroPoint : Nearest(Math.Round(value / Scale, MidpointRounding.AwayFromZero) + ZeroPoint);

    /// <summary>The real number of q.</summary>
    internal double Real(int q) => (double)Scale * (q - ZeroPoint);

    private static sbyte Nearest(double value) => (sbyte)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), Least, Largest);
}
