namespace Kiln.Training;

/// <summary>
/// Sums over batches: the numerators of the parts of a loss, and what they are divided by. <see cref="LossResults"/> knows which part belongs to which result.
/// </summary>
internal sealed class LossSums(double[] numerators, double[] denominators)
{
    /// <summary>Sums of nothing.</summary>
    public LossSums(int parts, int denominators)
        : this(new double[parts], new double[denominators])
    {
    }

    /// <summary>For each part the sum of its weighted losses.</summary>
    public double[] Numerators => numerators;

    /// <summary>The number of samples, then the sums of weights.</summary>
    public double[] Denominators => denominators;

    public void Clear()
    {
        Array.Clear(numerators);
        Array.Clear(denominators);
    }

    /// <summary>Adds the sums of other batches.</summary>
    public void Add(LossSums other)
    {
        for (int i = 0; i < numerators.Length; i++) numerators[i] += other.Numerators[i];
        for (int i = 0; i < denominators.Length; i++) denominators[i] += other.Denominators[i];
    }

    /// <summary>Whether these are the same parts and denominators.</summary>
    public bool Fits(LossSums other) => numerators.Length == other.Numerators.Length && denominators.Length == other.Denominators.Length;
}
