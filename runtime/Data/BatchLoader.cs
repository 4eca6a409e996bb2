using System.Globalization;

namespace Kiln.Data;

/// <summary>
/// Gives the batches of an epoch one after another, filling the next one in the background while the caller works on the current one.
/// What batch i of epoch e holds depends on (data, batch size, seed, e, i) only, never on timing: a run that starts again at
/// <see cref="Epoch"/> and <see cref="Position"/> sees the bits it would have seen.
/// </summary>
/// <remarks>
/// Two batches are allocated once and swapped: do not keep a batch past the next call. No allocation per batch or epoch.
/// The caller is one thread at a time. Dispose it to stop the background reading.
/// </remarks>
/// <example><code>
/// using var loader = new BatchLoader(train, batchSize: 64, seed: 1, shuffle: true);
/// for (int epoch = savedEpoch; epoch &lt; 10; epoch++)
/// {
///     loader.Start(epoch, epoch == savedEpoch ? savedPosition : 0);
///     while (loader.Next() is { } batch) Train(batch);
/// }
/// </code></example>
public sealed class BatchLoader : IDisposable
{
    private const string ShufflePurpose = "shuffle", ReadPurpose = "read";

    private readonly Batch[] buffers;
    private readonly BackgroundWork filling;
    private readonly int[] order;
    private int orderedEpoch = -1;
    private bool disposed;

    /// <summary>Allocates the two batches; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples in a batch, at least 1; the last batch of an epoch may have fewer.</param>
    /// <param name="seed">Seed of the order and of the numbers that augmentations draw.</param>
    /// <param name="shuffle">Whether every epoch has its own random order (Fisher-Yates); otherwise rows come in order.</param>
    /// <param name="dropLast">Whether a last batch with fewer samples is left out; a dataset smaller than one batch then gives none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public BatchLoader(IDataset data, int batchSize, int seed = 0, bool shuffle = false, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "A batch holds at least one sample.");
        Data = data;
        BatchSize = batchSize;
        Seed = seed;
        Shuffle = shuffle;
        DropLast = dropLast;
        order = new int[data.Count];
        BatchesPerEpoch = order.Length / batchSize + (!dropLast && order.Length % batchSize != 0 ? 1 : 0);
        int capacity = Math.Clamp(order.Length, 1, batchSize);
        buffers = [new Batch(data.Columns, capacity), new Batch(data.Columns, capacity)];
        filling = new BackgroundWork(Fill);
        Epoch = -1;
    }

    /// <summary>The samples.</summary>
    public IDataset Data { get; }

    /// <summary>Samples in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Seed of the order and of the numbers that augmentations draw.</summary>
    public int Seed { get; }

    /// <summary>Whether every epoch has its own random order.</summary>
    public bool Shuffle { get; }

    /// <summary>Whether a last batch with fewer samples is left out.</summary>
    public bool DropLast { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The epoch of the last <see cref="Start"/>, from 0; -1 before.</summary>
    public int Epoch { get; private set; }

    /// <summary>Index in the epoch of the batch that <see cref="Next"/> gives next: with <see cref="Epoch"/>, where to resume.</summary>
    public int Position { get; private set; }

    /// <summary>Goes to a batch of an epoch and begins to read it in the background. The current batch is no longer valid.</summary>
    /// <param name="epoch">The epoch, from 0; it selects the order.</param>
    /// <param name="firstBatch">The batch to begin with, 0 to <see cref="BatchesPerEpoch"/>, which is the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative or there is no such batch.</exception>
    /// <exception cref="ObjectDisposedException">The loader is disposed.</exception>
    public void Start(int epoch, int firstBatch = 0)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if ((uint)firstBatch > (uint)BatchesPerEpoch)
            throw new ArgumentOutOfRangeException(
                nameof(firstBatch), firstBatch,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"An epoch of these {order.Length} samples has {BatchesPerEpoch} batches of {BatchSize}: "
                    + $"was the position saved with other data or another batch size?"));
        filling.Cancel();
        Epoch = epoch;
        Position = firstBatch;
        if (Position < BatchesPerEpoch) filling.Start();
    }

    /// <summary>The next batch of the epoch, or null at its end; the batch given before is no longer valid.</summary>
    /// <remarks>An exception from reading the data is thrown here; another call reads the same batch again.</remarks>
    /// <exception cref="InvalidOperationException">No epoch was started, or the dataset did not fill the batch.</exception>
    /// <exception cref="ObjectDisposedException">The loader is disposed.</exception>
    public Batch? Next()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (Epoch < 0) throw new InvalidOperationException("Call Start(epoch) before Next().");
        if (Position == BatchesPerEpoch) return null;
        filling.Start();
        filling.Finish();
        Batch filled = buffers[Position & 1];
        Position++;
        if (Position < BatchesPerEpoch) filling.Start();
        return filled;
    }

    /// <summary>The row of the data that is a sample of a batch of this epoch.</summary>
    /// <param name="batch">Index in the epoch of a batch that was given.</param>
    /// <param name="sample">Index in the batch.</param>
    internal int RowOf(int batch, int sample) => order[batch * BatchSize + sample];

    /// <summary>Stops reading; waits for a read that is under way.</summary>
    public void Dispose()
    {
        disposed = true;
        filling.Cancel();
    }

    /// <summary>Reads batch <see cref="Position"/>, which stays the same until this is done, into the buffer the caller does not have.</summary>
    private void Fill()
    {
        Arrange();
        Batch batch = buffers[Position & 1];
        int first = Position * BatchSize;
        ReadOnlySpan<int> rows = order.AsSpan(first, Math.Min(BatchSize, order.Length - first));
        Philox random = new(Seed, ReadPurpose, step: Epoch, sample: Position);
        Data.Read(rows, batch, ref random);
        if (batch.Count != rows.Length)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Data.GetType().Name}.Read was asked for {rows.Length} rows and left Count of the batch at {batch.Count}; Read must set it."));
    }

    /// <summary>The order of the epoch: always shuffled from the identity, so it depends on seed and epoch only.</summary>
    private void Arrange()
    {
        if (orderedEpoch == Epoch || (orderedEpoch >= 0 && !Shuffle)) return;
        for (int row = 0; row < order.Length; row++) order[row] = row;
        if (Shuffle)
        {
            Philox random = new(Seed, ShufflePurpose, step: Epoch);
            random.Shuffle(order.AsSpan());
        }

        orderedEpoch = Epoch;
    }
}
