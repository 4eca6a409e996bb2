using System.Globalization;

namespace Kiln.Data;

/// <summary>
/// Draws numbers with given probabilities in constant time: a uniform one, or with some probability the other one that shares its place
/// (Vose 1991, "A linear algorithm for generating random numbers with a given distribution").
/// </summary>
internal sealed class AliasTable
{
    private readonly float[] _own;
    private readonly int[] _alias;

    private AliasTable(float[] own, int[] alias) => (_own, _alias) = (own, alias);

    public static AliasTable Of(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!double.IsFinite(weights[i]) || weights[i] < 0)
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"The weight of sample {i} is {weights[i]}: weights are finite and not negative."),
                    nameof(weights));
            sum += weights[i];
        }

        if (sum is 0 or double.PositiveInfinity)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The weights sum to {sum}: at least one must be above 0, and their sum finite."), nameof(weights));
        double[] share = new double[weights.Length];
        for (int i = 0; i < share.Length; i++) share[i] = weights[i] / sum * weights.Length;
        float[] own = new float[share.Length];
        int[] alias = new int[share.Length];
        Stack<int> small = new(), large = new();
        for (int i = share.Length - 1; i >= 0; i--) (share[i] < 1 ? small : large).Push(i);
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            (own[less], alias[less]) = ((float)share[less], more);
            share[more] -= 1 - share[less];
            (share[more] < 1 ? small : large).Push(more);
        }

        // What is left has a share of 1 but for rounding.
        foreach (int rest in large) (own[rest], alias[rest]) = (1, rest);
        foreach (int rest in small) (own[rest], alias[rest]) = (1, rest);
        return new AliasTable(own, alias);
    }

    public int Draw(ref Philox random)
    {
        int place = random.NextInt32(_own.Length);
        return random.NextSingle() < _own[place] ? place : _alias[place];
    }
}
