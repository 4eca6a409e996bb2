using System.Buffers;
using System.Globalization;

namespace Kiln.Data;

/// <summary>Datasets with the same columns, one after the other.</summary>
internal sealed class ConcatDataset : IDataset
{
    private readonly IDataset[] _sources;
    private readonly int[] _ends;
    private readonly SpareBatch _spare;

    public ConcatDataset(IDataset[] sources)
    {
        _sources = sources;
        _ends = new int[sources.Length];
        _spare = new SpareBatch(Columns);
        for (int source = 0, end = 0; source < sources.Length; source++) _ends[source] = end = checked(end + sources[source].Count);
    }

    public int Count => _ends[^1];

    public IReadOnlyList<TensorInfo> Columns => _sources[0].Columns;

    public static void RequireEqual(IReadOnlyList<TensorInfo> expected, IReadOnlyList<TensorInfo> columns)
    {
        static string Describe(TensorInfo info) => $"{ElementType.Name(info.Element)} [{string.Join(", ", info.Shape)}]";
        if (columns.Count != expected.Count)
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The first dataset has {expected.Count} columns and another one {columns.Count}: datasets that follow each other have the same."),
                "others");
        for (int column = 0; column < columns.Count; column++)
        {
            if (columns[column].Element == expected[column].Element && columns[column].Shape.SequenceEqual(expected[column].Shape)) continue;
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column {column} of the first dataset holds {Describe(expected[column])}, of another one {Describe(columns[column])}: "
                    + $"datasets that follow each other have the same columns."),
                "others");
        }
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        Philox none = default;
        Read(rows, destination, ref none, hasRandom: false);
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random) => Read(rows, destination, ref random, hasRandom: true);

    private void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random, bool hasRandom)
    {
        ArgumentNullException.ThrowIfNull(destination);
        TableDataset.CheckRows(rows, Count);
        destination.Receive(Columns, rows.Length);
        int[] own = ArrayPool<int>.Shared.Rent(rows.Length), places = ArrayPool<int>.Shared.Rent(rows.Length);
        Batch part = _spare.Take(rows.Length, destination.Capacity);
        for (int source = 0; source < _sources.Length; source++)
        {
            int count = 0;
            for (int place = 0; place < rows.Length; place++)
            {
                int row = rows[place] - First(source);
                if (row < 0 || rows[place] >= _ends[source]) continue;
                (own[count], places[count]) = (row, place);
                count++;
            }

            if (count == 0) continue;
            if (hasRandom) _sources[source].Read(own.AsSpan(0, count), part, ref random);
            else _sources[source].Read(own.AsSpan(0, count), part);
            part.CopySamples(places.AsSpan(0, count), destination);
        }

        _spare.Give(part);
        ArrayPool<int>.Shared.Return(own);
        ArrayPool<int>.Shared.Return(places);
    }

    private int First(int source) => source == 0 ? 0 : _ends[source - 1];
}
