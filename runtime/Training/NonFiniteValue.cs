using Kiln.Data;

namespace Kiln.Training;

/// <summary>A NaN or an infinity in data: its column, its row (of a batch, or of the data), its place among the values of the row, and what it is.</summary>
internal readonly record struct NonFiniteValue(TensorInfo Column, int Row, int Element, float Value)
{
    /// <summary>The first of a batch, row by row; null if all values are finite.</summary>
    public static NonFiniteValue? FirstOf(Batch batch)
    {
        for (int row = 0; row < batch.Count; row++)
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                if (batch.Columns[column].Element != typeof(float)) continue;
                ReadOnlySpan<float> values = batch.Read<float>(column, row);
                for (int i = 0; i < values.Length; i++)
                    if (!float.IsFinite(values[i])) return new NonFiniteValue(batch.Columns[column], row, i, values[i]);
            }

        return null;
    }

    /// <summary>The first of a dataset, by row; reads all of it where it is finite.</summary>
    public static NonFiniteValue? FirstOf(IDataset data, int batchSize)
    {
        using BatchLoader loader = new(data, batchSize);
        loader.Start(epoch: 0);
        for (int batch = 0; loader.Next() is { } samples; batch++)
            if (FirstOf(samples) is { } found) return found with { Row = loader.RowOf(batch, found.Row) };
        return null;
    }
}
