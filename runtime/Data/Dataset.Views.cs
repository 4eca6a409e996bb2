using System.Globalization;

namespace Kiln.Data;

public static partial class Dataset
{
    extension(IDataset data)
    {
        /// <summary>Two random parts that share no sample: for training and for validation.</summary>
        /// <param name="trainFraction">The share of the first part, above 0 and below 1; rounded to whole samples.</param>
        /// <param name="seed">Selects which samples go where; the same on every machine.</param>
        /// <exception cref="ArgumentOutOfRangeException">The fraction is out of range or leaves a part empty.</exception>
        public (IDataset Train, IDataset Held) Split(double trainFraction, int seed = 0)
        {
            int train = trainFraction is > 0 and < 1 ? (int)Math.Round(data.Count * trainFraction, MidpointRounding.AwayFromZero) : 0;
            if (train < 1 || train >= data.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(trainFraction), trainFraction,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The fraction must be above 0 and below 1 and leave each part at least one of the {data.Count} samples."));
            int[] order = Permutation(data.Count, "split", seed);
            return (new RowsDataset(data, order[..train]), new RowsDataset(data, order[train..]));
        }

        /// <summary>Cross-validation: random parts of equal size (to within one sample), each held out once while the others train.</summary>
        /// <param name="count">The number of parts, from 2 to the number of samples.</param>
        /// <param name="seed">Selects which samples go where; the same on every machine.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
        public IEnumerable<(IDataset Train, IDataset Held)> Folds(int count, int seed = 0)
        {
            if (count < 2 || count > data.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(count), count,
                    string.Create(CultureInfo.InvariantCulture, $"The number of folds must be from 2 to the number of samples, {data.Count}."));
            int[] order = Permutation(data.Count, "folds", seed);
            return Enumerable.Range(0, count).Select(fold =>
            {
                int first = (int)((long)order.Length * fold / count), end = (int)((long)order.Length * (fold + 1) / count);
                return ((IDataset)new RowsDataset(data, [.. order[..first], .. order[end..]]), (IDataset)new RowsDataset(data, order[first..end]));
            });
        }

        /// <summary>The first samples.</summary>
        /// <param name="count">How many, from 1 to the number of samples.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
        public IDataset Take(int count)
        {
            if (count < 1 || count > data.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(count), count, string.Create(CultureInfo.InvariantCulture, $"This dataset has {data.Count} samples: take from 1 to that many."));
            int[] rows = new int[count];
            for (int row = 0; row < count; row++) rows[row] = row;
            return new RowsDataset(data, rows);
        }

        /// <summary>Some columns, in this order; one may be given twice, as an autoencoder's input is its target.</summary>
        /// <param name="columns">Indices into <see cref="IDataset.Columns"/>.</param>
        /// <exception cref="ArgumentException">No column was given.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
        public IDataset Columns(params ReadOnlySpan<int> columns)
        {
            if (columns.IsEmpty) throw new ArgumentException("Give at least one column.", nameof(columns));
            foreach (int column in columns)
            {
                if ((uint)column < (uint)data.Columns.Count) continue;
                IEnumerable<string> names = data.Columns.Select((info, index) => string.Create(CultureInfo.InvariantCulture, $"{index} '{info.Name}'"));
                throw new ArgumentOutOfRangeException(
                    nameof(columns), column,
                    string.Create(CultureInfo.InvariantCulture, $"This dataset has {data.Columns.Count} columns: {string.Join(", ", names)}."));
            }

            return new ColumnsDataset(data, columns.ToArray());
        }

        /// <summary>
        /// Changes every batch on its way from the data: crops, noise, mixup. Loaders and trainers give each epoch and batch different numbers; reading rows
        /// directly draws the same on every call.
        /// </summary>
        /// <param name="steps">What to do with a batch, in this order.</param>
        /// <exception cref="ArgumentException">No step was given, or one is null.</exception>
        public IDataset Augment(params ReadOnlySpan<IAugmentation> steps)
        {
            if (steps.IsEmpty) throw new ArgumentException("Give at least one augmentation.", nameof(steps));
            foreach (IAugmentation step in steps) ArgumentNullException.ThrowIfNull(step, nameof(steps));
            return new AugmentedDataset(data, steps.ToArray());
        }

        /// <summary>
        /// The samples in batches, the next one being read in the background. Reuses its batches: do not keep one past its iteration.
        /// Each enumeration gives the same batches; pass another seed for another epoch, or use a <see cref="BatchLoader"/>.
        /// </summary>
        /// <param name="size">Samples in a batch, at least 1; the last one may have fewer.</param>
        /// <param name="shuffleSeed">Selects a random order; null: in order.</param>
        /// <param name="dropLast">Whether a last batch with fewer samples is left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
        public IEnumerable<Batch> Batches(int size, int? shuffleSeed = null, bool dropLast = false)
        {
            ArgumentNullException.ThrowIfNull(data);
            if (size < 1) throw new ArgumentOutOfRangeException(nameof(size), size, "A batch holds at least one sample.");
            return Enumerate(data, size, shuffleSeed, dropLast);
        }
    }

    private static IEnumerable<Batch> Enumerate(IDataset data, int size, int? shuffleSeed, bool dropLast)
    {
        using BatchLoader loader = new(data, size, shuffleSeed ?? 0, shuffleSeed.HasValue, dropLast);
        loader.Start(0);
        while (loader.Next() is { } batch) yield return batch;
    }

    private static int[] Permutation(int count, string purpose, int seed)
    {
        int[] order = new int[count];
        for (int row = 0; row < count; row++) order[row] = row;
        Philox random = new(seed, purpose);
        random.Shuffle(order.AsSpan());
        return order;
    }
}
