namespace Digits;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): a counter and a mixing function.
/// Each image owns one, keyed by (seed, index), so that images can be drawn in any order, on any thread, with the same result.
/// </summary>
internal struct Randomness(ulong seed, ulong index)
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;
    private ulong _state = Mix(Mix(seed + GoldenRatio) + index);

    public ulong NextUInt64() => Mix(_state += GoldenRatio);

    /// <summary>Uniform on [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    public float Next(Interval interval) => interval.Low + (interval.High - interval.Low) * NextSingle();

    public int Next(int count) => (int)((NextUInt64() >> 32) * (ulong)count >> 32);

    /// <summary>
    /// Nearly normal, mean 0 and variance 1: the sum of four uniform numbers (Irwin-Hall) out of one draw.
    /// It needs no logarithm or cosine, whose last bits differ between platforms.
    /// </summary>
    public float NextNormal()
    {
        const float Mean = 2 * 65535f;
        const float DeviationOfSum = 37836.5f; // sqrt(4 (65536^2 - 1) / 12)
        ulong bits = NextUInt64();
        int sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48);
        return (sum - Mean) * (1 / DeviationOfSum);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
