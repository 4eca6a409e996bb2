using System.Globalization;

namespace Kiln.Data;

/// <summary>The rows of each class, or of each group, in ascending order of their numbers.</summary>
internal sealed class Classes(SortedDictionary<int, int[]> rows)
{
    public IReadOnlyDictionary<int, int[]> Rows => rows;

    /// <summary>The class with the fewest samples, and how many.</summary>
    public (int Class, int Samples) Rarest => rows.Select(item => (item.Key, item.Value.Length)).MinBy(item => item.Length);

    /// <summary>The classes of a column that holds one int per sample.</summary>
    public static Classes Of(IDataset data, int column)
    {
        if ((uint)column >= (uint)data.Columns.Count)
            throw new ArgumentOutOfRangeException(
                nameof(column), column, string.Create(CultureInfo.InvariantCulture, $"This dataset has {data.Columns.Count} columns, counted from 0."));
        TensorInfo info = data.Columns[column];
        int elements = ElementType.Count(info.Name, info.Shape);
        if (info.Element != typeof(int) || elements != 1)
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column {column} '{info.Name}' holds {elements} {ElementType.Name(info.Element)} per sample: classes are one int per sample."),
                nameof(column));
        List<int> classes = new(data.Count);
        foreach (Batch batch in data.Batches(int.Min(data.Count, Dataset.ReadAtOnce))) classes.AddRange(batch.Read<int>(column));
        return Of([.. classes]);
    }

    /// <summary>The classes of numbers, one for each row.</summary>
    public static Classes Of(ReadOnlySpan<int> classes)
    {
        SortedDictionary<int, List<int>> rows = [];
        for (int row = 0; row < classes.Length; row++)
        {
            if (!rows.TryGetValue(classes[row], out List<int>? own)) rows.Add(classes[row], own = []);
            own.Add(row);
        }

        return new Classes(new SortedDictionary<int, int[]>(rows.ToDictionary(item => item.Key, item => item.Value.ToArray())));
    }

    /// <summary>The rows of each class in a random order of their own.</summary>
    public IEnumerable<int[]> Shuffled(int seed) => rows.Select(item =>
    {
        int[] own = [.. item.Value];
        Philox random = new(seed, "stratified", sample: item.Key);
        random.Shuffle(own.AsSpan());
        return own;
    });
}
