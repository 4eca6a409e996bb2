namespace Kiln.Data;

/// <summary>Another dataset whose batches go through augmentations.</summary>
internal sealed class AugmentedDataset(IDataset source, IAugmentation[] steps) : IDataset
{
    private const string Purpose = "augmentation";

    public int Count => source.Count;

    public IReadOnlyList<TensorInfo> Columns => source.Columns;

    public IDataset Source => source;

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        Philox random = new(0, Purpose);
        Read(rows, destination, ref random);
    }

    public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random)
    {
        source.Read(rows, destination, ref random);
        long seed = (long)random.NextUInt64();
        for (int step = 0; step < steps.Length; step++)
        {
            Philox own = new(seed, Purpose, sample: step);
            steps[step].Apply(destination, ref own);
        }
    }
}
