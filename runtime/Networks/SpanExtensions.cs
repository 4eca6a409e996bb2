namespace Kiln;

/// <summary>Common uses of the scores of a classifier or a language model.</summary>
public static class SpanExtensions
{
    /// <summary>Index of the largest score; the first of equal ones. The first NaN counts as the largest, so that a diverged network shows.</summary>
    /// <param name="scores">At least one score.</param>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static int ArgMax(this ReadOnlySpan<float> scores)
    {
        RequireScores(scores.Length, nameof(scores));
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i])) return i;
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }

    /// <inheritdoc cref="ArgMax(ReadOnlySpan{float})"/>
    public static int ArgMax(this Span<float> scores) => ArgMax((ReadOnlySpan<float>)scores);

    /// <summary>Index of the largest quantized score; the first of equal ones.</summary>
    /// <param name="scores">At least one score.</param>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static int ArgMax(this ReadOnlySpan<sbyte> scores)
    {
        RequireScores(scores.Length, nameof(scores));
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }

    /// <inheritdoc cref="ArgMax(ReadOnlySpan{sbyte})"/>
    public static int ArgMax(this Span<sbyte> scores) => ArgMax((ReadOnlySpan<sbyte>)scores);

    /// <summary>Turns logits into probabilities in place: e^(x - max) / sum. One NaN or +infinity, or -infinity everywhere, makes all of them NaN.</summary>
    /// <param name="logits">The scores of one sample; may be empty.</param>
    public static void Softmax(this Span<float> logits)
    {
        if (logits.IsEmpty) return;
        float largest = logits[ArgMax(logits)];
        double sum = 0;
        foreach (float logit in logits) sum += PortableMath.Exp((double)logit - largest);
        foreach (ref float logit in logits) logit = (float)(PortableMath.Exp((double)logit - largest) / sum);
    }

    /// <summary>Draws an index with the probabilities softmax(logits / temperature). The logits stay as they are.</summary>
    /// <param name="logits">At least one score, none of them NaN and not all -infinity.</param>
    /// <param name="random">The source of the one random number.</param>
    /// <param name="temperature">Below 1 sharpens the distribution, above 1 flattens it; 0 takes the largest score.</param>
    /// <exception cref="ArgumentException">There are no scores, one is NaN, or all are -infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is negative, NaN or infinite.</exception>
    public static int Sample(this ReadOnlySpan<float> logits, Random random, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireScores(logits.Length, nameof(logits));
        if (!(temperature >= 0) || double.IsInfinity(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "temperature must be a finite number of at least 0.");
        int best = ArgMax(logits);
        float largest = logits[best];
        if (float.IsNaN(largest) || float.IsNegativeInfinity(largest))
            throw new ArgumentException(
                float.IsNaN(largest) ? $"logits[{best}] is NaN; the network has diverged." : "All logits are -infinity; nothing can be drawn.", nameof(logits));
        double draw = random.NextDouble();
        if (temperature == 0 || float.IsPositiveInfinity(largest)) return best;

        double sum = 0;
        foreach (float logit in logits) sum += PortableMath.Exp(((double)logit - largest) / temperature);
        double left = draw * sum;
        for (int i = 0; i < logits.Length; i++)
        {
            left -= PortableMath.Exp(((double)logits[i] - largest) / temperature);
            if (left < 0) return i;
        }

        // Rounding in the running difference can leave a small remainder at the end.
        return best;
    }

    /// <inheritdoc cref="Sample(ReadOnlySpan{float}, Random, double)"/>
    public static int Sample(this Span<float> logits, Random random, double temperature = 1) => Sample((ReadOnlySpan<float>)logits, random, temperature);

    private static void RequireScores(int count, string name)
    {
        if (count == 0) throw new ArgumentException("Expected at least one score, got none.", name);
    }
}
