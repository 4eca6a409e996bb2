namespace Kiln;

/// <summary>
/// What Linq does for lists, as loops: a program that loads a network and runs it would otherwise carry more code for Linq's iterators than for the network.
/// </summary>
internal static class Lists
{
    /// <summary>The results of a function.</summary>
    public static TResult[] Map<T, TResult>(this IReadOnlyList<T> list, Func<T, TResult> function)
    {
        TResult[] results = new TResult[list.Count];
        for (int i = 0; i < results.Length; i++) results[i] = function(list[i]);
        return results;
    }

    /// <summary>The first elements, <paramref name="most"/> at most.</summary>
    public static T[] First<T>(this IReadOnlyList<T> list, int most)
    {
        T[] first = new T[Math.Min(most, list.Count)];
        for (int i = 0; i < first.Length; i++) first[i] = list[i];
        return first;
    }

    /// <summary>The elements by names that differ.</summary>
    public static Dictionary<string, T> ByName<T>(this IReadOnlyList<T> list, Func<T, string> name)
    {
        Dictionary<string, T> byName = new(list.Count, StringComparer.Ordinal);
        foreach (T element in list) byName.Add(name(element), element);
        return byName;
    }

    /// <summary>Whether two shapes are the same.</summary>
    public static bool IsShape(this IReadOnlyList<long> shape, IReadOnlyList<long> other)
    {
        if (shape.Count != other.Count) return false;
        for (int axis = 0; axis < shape.Count; axis++)
            if (shape[axis] != other[axis]) return false;
        return true;
    }
}
