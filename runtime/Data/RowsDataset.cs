using System.Buffers;

namespace Kiln.Data;

/// <summary>Some rows of another dataset, in their own order.</summary>
internal sealed class RowsDataset : IDataset
{
    private const int StackRows = 512;

    private readonly IDataset source;
    private readonly int[] rows;

    public RowsDataset(IDataset source, int[] rows)
    {
        // A part of a part reads from the whole, so chains of views cost one look-up.
        if (source is RowsDataset part)
        {
            int[] whole = new int[rows.Length];
            for (int i = 0; i < rows.Length; i++) whole[i] = part.rows[rows[i]];
            (source, rows) = (part.source, whole);
        }

        this.source = source;
        this.rows = rows;
    }

    public int Count => rows.Length;

    public IReadOnlyList<TensorInfo> Columns => source.Columns;

    public IDataset Source => source;

    /// <summary>The place of a row in <see cref="Source"/>.</summary>
    public int SourceRow(int row) => rows[row];

    public void Read(ReadOnlySpan<int> selected, Batch destination)
    {
        int[]? rented = selected.Length > StackRows ? ArrayPool<int>.Shared.Rent(selected.Length) : null;
        Span<int> mapped = rented is null ? stackalloc int[StackRows] : rented;
        try
        {
            source.Read(Map(selected, mapped), destination);
        }
        finally
        {
            if (rented is not null) ArrayPool<int>.Shared.Return(rented);
        }
    }

    public void Read(ReadOnlySpan<int> selected, Batch destination, ref Philox random)
    {
        int[]? rented = selected.Length > StackRows ? ArrayPool<int>.Shared.Rent(selected.Length) : null;
        Span<int> mapped = rented is null ? stackalloc int[StackRows] : rented;
        try
        {
            source.Read(Map(selected, mapped), destination, ref random);
        }
        finally
        {
            if (rented is not null) ArrayPool<int>.Shared.Return(rented);
        }
    }

    private ReadOnlySpan<int> Map(ReadOnlySpan<int> selected, Span<int> mapped)
    {
        TableDataset.CheckRows(selected, rows.Length);
        for (int i = 0; i < selected.Length; i++) mapped[i] = rows[selected[i]];
        return mapped[..selected.Length];
    }
}
