namespace Kiln.Data;

/// <summary>Another dataset of whose batches others are made.</summary>
internal sealed class MappedDataset(IDataset source, TensorInfo[] columns, Action<Batch, Batch> fill) : IDataset
{
    private readonly SpareBatch _spare = new(source.Columns);

    public int Count => source.Count;

    public IReadOnlyList<TensorInfo> Columns => columns;

    public IDataset Source => source;

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        Batch from = Take(rows.Length, destination);
        source.Read(rows, from);
        Fill(from, destination);
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random)
    {
        Batch from = Take(rows.Length, destination);
        source.Read(rows, from, ref random);
        Fill(from, destination);
    }

    private Batch Take(int rows, Batch destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Receive(columns, rows);
        return _spare.Take(rows, destination.Capacity);
    }

    private void Fill(Batch from, Batch destination)
    {
        fill(from, destination);
        _spare.Give(from);
    }
}
