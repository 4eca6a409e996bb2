namespace Kiln.Zoo.Tests;

/// <summary>
/// Weights as a function of name and index, the same as in tests/parity/zoo.py: He's variance for weights, statistics near those of normalized data.
/// So no test carries megabytes, and every tensor that lands in a wrong place shows.
/// </summary>
internal static class FormulaWeights
{
    public static float[] Of(string name, int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
        double[] uniform = Uniform(name, values.Length);
        double bound = shape.Length > 1 ? Math.Sqrt(6.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size)) : 0;
        bool spread = name.EndsWith("running_var", StringComparison.Ordinal) || (shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal));
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(shape.Length > 1 ? ((2 * uniform[i]) - 1) * bound : spread ? 0.5 + uniform[i] : (0.2 * uniform[i]) - 0.1);
        return values;
    }

    /// <summary>The image that the logits are of: numbers in [-1, 1).</summary>
    public static float[] Image(int count) => [.. Uniform("image", count).Select(u => (float)((2 * u) - 1))];

    /// <summary>Numbers in [0, 1) of 24 bits: splitmix64 (Steele et al. 2014) over the name's hash (Fowler-Noll-Vo) and the index.</summary>
    private static double[] Uniform(string name, int count)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char letter in name) hash = unchecked((hash ^ letter) * 0x100000001B3);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            ulong z = unchecked(((ulong)i * 0xD1342543DE82EF95) + hash + 0x9E3779B97F4A7C15);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            values[i] = ((z ^ (z >> 31)) >> 40) * (1.0 / (1 << 24));
        }

        return values;
    }
}
