namespace Kiln.Data;

/// <summary>One column of a table in memory, able to gather rows into a batch.</summary>
internal abstract class ColumnReader(TensorInfo info)
{
    public TensorInfo Info { get; } = info;

    /// <summary>Writes the given rows, already checked, into a column of a batch whose count is the number of rows.</summary>
    public abstract void Gather(ReadOnlySpan<int> rows, Batch destination, int column);
}
