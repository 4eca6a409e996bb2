using System.Globalization;
using Kiln.Kernels;

namespace Kiln.Data;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011), keyed;
/// the only source of randomness inside Kiln. The numbers depend on the key only: not on the machine, the thread or the operating system.
/// </summary>
/// <remarks>
/// A mutable value: pass it by reference, a copy repeats its numbers. One key gives 2^34 numbers of 32 bits; more are refused.
/// <c>default</c> is a valid stream. Not for cryptography.
/// </remarks>
public struct Philox
{
    private readonly RandomKey key;
    private PhiloxWords words;
    private long taken;

    /// <summary>Starts the stream of a key; different keys give independent streams.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the numbers are for; names of Kiln's own purposes are plain words such as <c>shuffle</c>.</param>
    /// <param name="name">Which layer, parameter or part draws them.</param>
    /// <param name="step">Which training step or epoch.</param>
    /// <param name="sample">Which sample or batch in it.</param>
    public Philox(long seed, string purpose = "", string name = "", long step = 0, int sample = 0)
        : this(RandomKey.Of(seed, purpose, name).At(step, sample)) { }

    internal Philox(in RandomKey key) => this.key = key;

    /// <summary>32 random bits.</summary>
    /// <exception cref="InvalidOperationException">All 2^34 numbers of this key are taken.</exception>
    public uint NextUInt32()
    {
        int lane = (int)(taken & 3);
        if (lane == 0)
        {
            if (taken == RandomKey.Elements)
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"All {RandomKey.Elements} numbers of this key are taken: start another stream with another step or sample."));
            words = key.Block(taken >> 2);
        }

        taken++;
        return words[lane];
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | (ulong)NextUInt32() << 32;
    }

    /// <summary>Uniform on [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => CounterRandom.ToUniform(NextUInt32());

    /// <summary>Normal with mean 0 and standard deviation 1, between -6.34 and 6.34, from one number of the stream.</summary>
    public float NextNormal() => NormalQuantile.Of(NextUInt32());

    /// <summary>Uniform on the integers 0 to <paramref name="bound"/> - 1, without bias.</summary>
    /// <param name="bound">How many values there are, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int NextInt32(int bound)
    {
        if (bound < 1) throw new ArgumentOutOfRangeException(nameof(bound), bound, "There must be at least one value to choose from.");

        // Lemire, "Fast random integer generation in an interval", 2019: the high half of x * bound is the result; of the low halves,
        // the first 2^32 mod bound would make some results more frequent and are drawn again.
        uint values = (uint)bound;
        ulong product = (ulong)NextUInt32() * values;
        if ((uint)product < values)
        {
            uint rejected = unchecked(0u - values) % values;
            while ((uint)product < rejected) product = (ulong)NextUInt32() * values;
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts the values in a random order, every order being equally likely (Fisher-Yates).</summary>
    /// <typeparam name="T">Anything.</typeparam>
    /// <param name="values">The values to shuffle in place.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int chosen = NextInt32(last + 1);
            (values[last], values[chosen]) = (values[chosen], values[last]);
        }
    }
}
