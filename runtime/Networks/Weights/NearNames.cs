namespace Kiln;

/// <summary>Messages for a name that does not exist: they list the most similar names.</summary>
internal static class NearNames
{
    private const int Listed = 5;

    public static string Message(string network, string name, IEnumerable<string> known)
    {
        string[] near = [.. known.OrderBy(candidate => Distance(name, candidate)).ThenBy(candidate => candidate, StringComparer.Ordinal).Take(Listed)];
        return near.Length == 0
            ? $"{network} has no parameter '{name}': it has none at all."
            : $"{network} has no parameter '{name}'. Similar names: {string.Join(", ", near)}.";
    }

    /// <summary>Levenshtein's distance: the fewest insertions, deletions and substitutions that turn one name into the other.</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substitution = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
