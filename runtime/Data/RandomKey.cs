using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// The key of one stream of random numbers: 64 bits derived from (seed, purpose, name), and the step and sample of the counter.
/// Make the first part once with <see cref="Of"/> and move through steps and samples with <see cref="At"/>, which costs nothing.
/// </summary>
/// <param name="Key0">Low key word.</param>
/// <param name="Key1">High key word.</param>
/// <param name="Step">Training step or epoch: counter words 2 and 3.</param>
/// <param name="Sample">Sample or batch: counter word 1.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RandomKey(uint Key0, uint Key1, long Step, int Sample)
{
    /// <summary>Numbers of one key, step and sample: four in each of 2^32 blocks.</summary>
    public const long Elements = 1L << 34;

    /// <summary>The key of step 0, sample 0.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="name">The layer or parameter that draws them.</param>
    public static RandomKey Of(long seed, string purpose, string name)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentNullException.ThrowIfNull(name);

        // The names are hashed to 64 bits (FNV-1a); Philox itself, keyed by the seed, then turns hash and lengths into the key:
        // neighbouring seeds and similar names give unrelated streams, and ("ab", "c") is not ("a", "bc").
        ulong hash = Hash(Hash(14695981039346656037, purpose), name);
        PhiloxWords words = PhiloxFunction.Block((uint)hash, (uint)(hash >> 32), (uint)purpose.Length, (uint)name.Length, (uint)seed, (uint)(seed >> 32));
        return new RandomKey(words[0], words[1], 0, 0);
    }

    /// <summary>The same key at another step and sample.</summary>
    /// <param name="step">Training step or epoch.</param>
    /// <param name="sample">Sample or batch.</param>
    public RandomKey At(long step, int sample = 0) => this with { Step = step, Sample = sample };

    /// <summary>The numbers 4 block to 4 block + 3.</summary>
    internal PhiloxWords Block(long block) =>
        PhiloxFunction.Block((uint)block, (uint)Sample, (uint)Step, (uint)(Step >> 32), Key0, Key1);

    private static ulong Hash(ulong hash, string text)
    {
        foreach (char unit in text)
        {
            hash = unchecked((hash ^ (byte)unit) * 1099511628211);
            hash = unchecked((hash ^ (byte)(unit >> 8)) * 1099511628211);
        }

        return hash;
    }
}
