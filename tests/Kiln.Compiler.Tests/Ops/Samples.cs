using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>Numbers for tests, all exact in float32 and the same in every run.</summary>
internal static class Samples
{
    /// <summary>Largest magnitude of the samples.</summary>
    public const double Bound = 1.5;

    /// <summary>A run without scale whose random numbers come from a seed of their own.</summary>
    public static RunSettings Settings { get; } = new((name, sample, element) => new Random(HashCode(name, sample, element)).NextDouble());

    /// <summary>Different numbers in (-1.5, 1.5), evenly spaced and shuffled: neighbours in value are apart, none is 0.</summary>
    public static double[] Distinct(int seed, int count)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => (double)(float)(((2.0 * i) + 1 - count) / count * Bound))];
        // The middle of an odd count would be 0, a kink.
        for (int i = 0; i < count; i++) if (values[i] == 0) values[i] = (float)(Bound / (3.0 * count));
        new Random(seed).Shuffle(values);
        return values;
    }

    /// <summary>Numbers in [-1.5, 1.5).</summary>
    public static double[] Uniform(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)(((2 * random.NextDouble()) - 1) * Bound))];
    }

    /// <summary>Class indices in [0, classes).</summary>
    public static double[] Classes(int seed, int count, int classes)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(classes))];
    }

    // String.GetHashCode differs from process to process.
    private static int HashCode(string name, int sample, int element)
    {
        int hash = unchecked((sample * 7919) + (element * 104729));
        foreach (char letter in name) hash = unchecked((hash * 31) + letter);
        return hash;
    }
}
