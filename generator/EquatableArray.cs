using System.Collections;
using System.Runtime.CompilerServices;

namespace Kiln.Generator;

/// <summary>
/// An immutable array that compares by its elements. Everything that flows through the incremental pipeline is made of these, strings, numbers, enums and
/// records, so that equal sources give equal models.
/// </summary>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
internal readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private readonly T[]? _items;

    /// <summary>Over an array that nobody changes from now on.</summary>
    internal EquatableArray(T[] items) => _items = items;

    public static EquatableArray<T> Empty => default;

    public int Count => Items.Length;

    private T[] Items => _items ?? [];

    public T this[int index] => Items[index];

    /// <summary>The results of <paramref name="selector"/>, all of them made now.</summary>
    public EquatableArray<TResult> Select<TResult>(Func<T, TResult> selector)
    {
        T[] items = Items;
        var results = new TResult[items.Length];
        for (int i = 0; i < items.Length; i++) results[i] = selector(items[i]);
        return new(results);
    }

    /// <summary>The same, with the index of each element.</summary>
    public EquatableArray<TResult> Select<TResult>(Func<T, int, TResult> selector)
    {
        T[] items = Items;
        var results = new TResult[items.Length];
        for (int i = 0; i < items.Length; i++) results[i] = selector(items[i], i);
        return new(results);
    }

    public bool Equals(EquatableArray<T> other)
    {
        if (ReferenceEquals(_items, other._items)) return true;
        if (Count != other.Count) return false;
        for (int i = 0; i < Count; i++)
            if (!EqualityComparer<T>.Default.Equals(this[i], other[i])) return false;
        return true;
    }

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        int hash = Count;
        foreach (T item in Items) hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        return hash;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);
}

/// <summary>Builds an <see cref="EquatableArray{T}"/> from a collection expression or a sequence.</summary>
internal static class EquatableArray
{
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items) => new(items.ToArray());
}
