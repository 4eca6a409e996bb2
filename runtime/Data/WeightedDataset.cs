using System.Buffers;

namespace Kiln.Data;

/// <summary>Rows of another dataset, drawn with replacement.</summary>
internal sealed class WeightedDataset(IDataset source, AliasTable table, int count) : IDataset
{
    public int Count => count;

    public IReadOnlyList<TensorInfo> Columns => source.Columns;

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        TableDataset.CheckRows(rows, count);
        int[] drawn = ArrayPool<int>.Shared.Rent(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            Philox random = new(0, "weighted", sample: rows[i]);
            drawn[i] = table.Draw(ref random);
        }

        source.Read(drawn.AsSpan(0, rows.Length), destination);
        ArrayPool<int>.Shared.Return(drawn);
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random)
    {
        TableDataset.CheckRows(rows, count);
        int[] drawn = ArrayPool<int>.Shared.Rent(rows.Length);
        for (int i = 0; i < rows.Length; i++) drawn[i] = table.Draw(ref random);
        source.Read(drawn.AsSpan(0, rows.Length), destination, ref random);
        ArrayPool<int>.Shared.Return(drawn);
    }
}
