namespace Kiln;

/// <summary>
/// Counts values in bins of equal width around 0. The width is a power of two, the least that lets all values fit: a larger value merges neighbours two by
/// two. So counts do not depend on the order of the values, nor on how they are cut into batches.
/// </summary>
internal sealed class Histogram
{
    /// <summary>Bins on either side of 0. The largest magnitude lies in the upper half of them, so that one of 256 steps has eight bins or more.</summary>
    public const int Half = 4096;

    private const int HalfBits = 12;

    // Smaller values fall into the two bins at 0, and the inverse of the width is a float.
    private const int LeastExponent = -100;

    private long[] _counts = new long[2 * Half];
    private int _exponent = LeastExponent;

    /// <summary>Values that are exactly 0, which every quantization keeps: the bin to the right of 0 holds them, too.</summary>
    public long Zeros { get; private set; }

    /// <summary>All values.</summary>
    public long Total { get; private set; }

    /// <summary>Counts of the bins, from the lowest to the highest; bin <see cref="Half"/> begins at 0.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Real numbers from bin to bin.</summary>
    public double Width => Math.ScaleB(1, _exponent - HalfBits);

    /// <summary>Counts values.</summary>
    /// <param name="values">Finite numbers.</param>
    /// <param name="largest">At least the largest magnitude of them.</param>
    public void Add(ReadOnlySpan<float> values, float largest)
    {
        Widen(largest);
        float inverse = MathF.ScaleB(1, HalfBits - _exponent);
        int zeros = 0;
        Span<long> counts = _counts;
        foreach (float value in values)
        {
            counts[(int)MathF.Floor(value * inverse) + Half]++;
            zeros += value == 0 ? 1 : 0;
        }

        Zeros += zeros;
        Total += values.Length;
    }

    /// <summary>The middle of a bin.</summary>
    public double MiddleOf(int bin) => (bin - Half + 0.5) * Width;

    private void Widen(float largest)
    {
        if (largest == 0) return;
        int exponent = MathF.ILogB(largest) + 1;
        if (exponent <= _exponent) return;
        int merged = Math.Min(exponent - _exponent, HalfBits + 1);
        long[] counts = new long[2 * Half];
        for (int bin = 0; bin < _counts.Length; bin++) counts[((bin - Half) >> merged) + Half] += _counts[bin];
        _counts = counts;
        _exponent = exponent;
    }
}
