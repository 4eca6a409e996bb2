using System.Globalization;

namespace Kiln.Data;

/// <summary>Columns in memory.</summary>
internal sealed class TableDataset(int count, ColumnReader[] readers) : IDataset
{
    public int Count => count;

    public IReadOnlyList<TensorInfo> Columns { get; } = [.. readers.Select(reader => reader.Info)];

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        CheckRows(rows, count);
        destination.Receive(Columns, rows.Length);
        for (int column = 0; column < readers.Length; column++) readers[column].Gather(rows, destination, column);
    }

    /// <summary>Rejects rows outside of [0, count).</summary>
    public static void CheckRows(ReadOnlySpan<int> rows, int count)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)count)
                throw new ArgumentOutOfRangeException(
                    nameof(rows), row, string.Create(CultureInfo.InvariantCulture, $"The rows of this dataset run from 0 to {count - 1}."));
        }
    }
}
