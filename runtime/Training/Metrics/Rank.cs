namespace Kiln.Training;

/// <summary>Positions in the order of scores; of equal scores the first comes first, as in every maximum of Kiln.</summary>
internal static class Rank
{
    /// <summary>
    /// How many of <paramref name="count"/> scores, <paramref name="stride"/> apart, come before the score of <paramref name="index"/>. Comparisons are
    /// written so that a score that is not a number comes before all: a network that has diverged is never right.
    /// </summary>
    public static int Of(int index, ReadOnlySpan<float> scores, int count, int stride)
    {
        float own = scores[index * stride];
        int better = 0;
        for (int i = 0; i < index; i++)
            if (!(scores[i * stride] < own)) better++;
        for (int i = index + 1; i < count; i++)
            if (!(scores[i * stride] <= own)) better++;
        return float.IsNaN(own) ? count : better;
    }

    /// <summary>The index of the highest value, the first of equal ones.</summary>
    public static int Highest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
