namespace Kiln.Data;

/// <summary>A column stored in the type it is read in: rows are copied.</summary>
internal sealed class ArrayReader<T>(TensorInfo info, T[] values) : ColumnReader(info) where T : unmanaged
{
    private readonly int elements = ElementType.Count(info.Name, info.Shape);

    public override void Gather(ReadOnlySpan<int> rows, Batch destination, int column)
    {
        Span<T> target = destination.Write<T>(column);
        if (elements == 1)
        {
            for (int i = 0; i < rows.Length; i++) target[i] = values[rows[i]];
            return;
        }

        for (int i = 0; i < rows.Length; i++)
            values.AsSpan(rows[i] * elements, elements).CopyTo(target.Slice(i * elements, elements));
    }
}
