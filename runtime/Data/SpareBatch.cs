namespace Kiln.Data;

/// <summary>One batch that waits between reads; whoever finds it taken makes another one.</summary>
internal sealed class SpareBatch(IReadOnlyList<TensorInfo> columns)
{
    private Batch? _spare;

    /// <summary>A batch with room for so many rows; a new one has room for <paramref name="capacity"/>.</summary>
    public Batch Take(int rows, int capacity)
    {
        Batch? batch = Interlocked.Exchange(ref _spare, null);
        return batch is not null && batch.Capacity >= rows ? batch : new Batch(columns, capacity);
    }

    public void Give(Batch batch) => Volatile.Write(ref _spare, batch);
}
