namespace Kiln.Data;

/// <summary>Some columns of another dataset, in their own order; one may appear twice (an autoencoder's input is its target).</summary>
internal sealed class ColumnsDataset(IDataset source, int[] columns) : IDataset
{
    // One batch of all columns waits here between reads; whoever finds it taken makes another one.
    private Batch? spare;

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
        Batch? whole = Interlocked.Exchange(ref spare, null);
        return whole is not null && whole.Capacity >= rows ? whole : new Batch(source.Columns, destination.Capacity);
    }

    private void Give(Batch whole, Batch destination)
    {
        for (int column = 0; column < columns.Length; column++) whole.CopyColumn(columns[column], destination, column);
        Volatile.Write(ref spare, whole);
    }
}
