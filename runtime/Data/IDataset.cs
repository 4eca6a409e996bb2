namespace Kiln.Data;

/// <summary>
/// Samples in numbered rows and typed columns: inputs first, then targets, in the order the network declares them.
/// <see cref="Dataset"/> makes the common ones; implement it for data that is generated or does not fit into memory.
/// </summary>
/// <remarks>
/// A dataset does not change while it is read, and may be read from several threads at the same time: batches are filled
/// in the background, and training and validation data may share a source.
/// </remarks>
public interface IDataset
{
    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>Name, shape of one sample and element type of each column.</summary>
    IReadOnlyList<TensorInfo> Columns { get; }

    /// <summary>Fills a batch: sets its <see cref="Batch.Count"/> to the number of rows and writes every column.</summary>
    /// <param name="rows">The rows to read, each from 0 to <see cref="Count"/> - 1, in any order, repetitions allowed.</param>
    /// <param name="destination">A batch with these <see cref="Columns"/> and room for the rows.</param>
    /// <exception cref="ArgumentException">The batch has other columns, or too little room.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is not in the dataset.</exception>
    void Read(ReadOnlySpan<int> rows, Batch destination);

    /// <summary>
    /// Fills a batch with the help of random numbers. Loaders and trainers call this method. Datasets that draw nothing need not implement it;
    /// one that wraps another dataset passes the numbers on.
    /// </summary>
    /// <param name="rows">The rows to read.</param>
    /// <param name="destination">A batch with these <see cref="Columns"/> and room for the rows.</param>
    /// <param name="random">Numbers that depend on seed, epoch and batch index only, so a resumed run draws them again.</param>
    /// <exception cref="ArgumentException">The batch has other columns, or too little room.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is not in the dataset.</exception>
    void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random) => Read(rows, destination);
}
