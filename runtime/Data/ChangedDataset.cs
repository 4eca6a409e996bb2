namespace Kiln.Data;

/// <summary>Another dataset whose batches are changed in place.</summary>
internal sealed class ChangedDataset(IDataset source, Action<Batch> change) : IDataset
{
    public int Count => source.Count;

    public IReadOnlyList<TensorInfo> Columns => source.Columns;

    public IDataset Source => source;

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        source.Read(rows, destination);
        change(destination);
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random)
    {
        source.Read(rows, destination, ref random);
        change(destination);
    }
}
