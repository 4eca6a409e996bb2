using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

/// <summary>A dataset whose one int column holds the row number, which shows what was read.</summary>
internal static class Rows
{
    public static IDataset Numbered(int count) => Dataset.Of(count, Enumerable.Range(0, count).ToArray());

    /// <summary>The first column of all rows.</summary>
    public static int[] All(IDataset data)
    {
        Batch batch = new(data.Columns, data.Count);
        data.Read([.. Enumerable.Range(0, data.Count)], batch);
        return batch.Read<int>(0).ToArray();
    }

    /// <summary>The first column of each batch.</summary>
    public static int[][] Of(IEnumerable<Batch> batches) => [.. batches.Select(batch => batch.Read<int>(0).ToArray())];
}
