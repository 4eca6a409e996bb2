namespace Kiln.Training;

/// <summary>The scores of one position; neighbouring classes are some elements apart.</summary>
internal readonly ref struct Scores(ReadOnlySpan<float> values, int count, int stride)
{
    private readonly ReadOnlySpan<float> _values = values;

    public int Count => count;

    public float this[int index] => _values[index * stride];

    /// <summary>
    /// How many scores come before the one of <paramref name="index"/>; of equal ones the first comes first, as in every maximum of Kiln. Comparisons are
    /// written so that a score that is not a number comes before all: a network that has diverged is never right.
    /// </summary>
    public int RankOf(int index)
    {
        float own = this[index];
        if (float.IsNaN(own)) return count;
        int better = 0;
        for (int i = 0; i < index; i++)
            if (!(this[i] < own)) better++;
        for (int i = index + 1; i < count; i++)
            if (!(this[i] <= own)) better++;
        return better;
    }

    /// <summary>The index of the highest score, the first of equal ones; -1 where one is not a number: a network that has diverged is never right.</summary>
    public int Highest()
    {
        int best = 0;
        for (int i = 0; i < count; i++)
        {
            if (float.IsNaN(this[i])) return -1;
            if (this[i] > this[best]) best = i;
        }

        return best;
    }
}
