namespace Kiln.Data;

/// <summary>Some columns of another dataset, in their own order; one may appear twice (an autoencoder's input is its target).</summary>
internal sealed class ColumnsDataset(IDataset source, int[] columns) : IDataset
{
    private readonly SpareBatch _spare = new(source.Columns);

    public int Count => source.Count;

    public IReadOnlyList<TensorInfo> Columns { get; } = [.. columns.Select(column => source.Columns[column])];

    public IDataset Source => source;

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        Batch whole = Take(rows.Length, destination);
        source.Read(rows, whole);
        Give(whole, destination);
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random)
    {
        Batch whole = Take(rows.Length, destination);
        source.Read(rows, whole, ref random);
        Give(whole, destination);
    }

    private Batch Take(int rows, Batch destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Receive(Columns, rows);
        return _spare.Take(rows, destination.Capacity);
    }

    private void Give(Batch whole, Batch destination)
    {
        for (int column = 0; column < columns.Length; column++) whole.CopyColumn(columns[column], destination, column);
        _spare.Give(whole);
    }
}
