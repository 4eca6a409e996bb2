using System.Globalization;

namespace Kiln.Data;

public static partial class Dataset
{
    extension(IDataset data)
    {
        /// <summary>The first samples.</summary>
        /// <param name="count">How many, from 1 to the number of samples.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
        public IDataset Take(int count)
        {
            if (count < 1 || count > data.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(count), count, string.Create(CultureInfo.InvariantCulture, $"This dataset has {data.Count} samples: take from 1 to that many."));
            return new RowsDataset(data, RowsFrom(0, count));
        }

        /// <summary>All but the first samples.</summary>
        /// <param name="count">How many are left out, from 0 to one less than the number of samples.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
        public IDataset Skip(int count)
        {
            if (count < 0 || count >= data.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(count), count, string.Create(CultureInfo.InvariantCulture, $"This dataset has {data.Count} samples: skip fewer, and at least 0."));
            return new RowsDataset(data, RowsFrom(count, data.Count));
        }

        /// <summary>
        /// The samples for which a condition holds, one class for example: <c>data.Where((batch, sample) => batch.Read&lt;int&gt;(1, sample)[0] == 3)</c>.
        /// </summary>
        /// <param name="condition">Gets a batch and the index of a sample in it; every sample is asked for once, now.</param>
        /// <exception cref="ArgumentException">The condition holds for no sample.</exception>
        public IDataset Where(Func<Batch, int, bool> condition)
        {
            ArgumentNullException.ThrowIfNull(condition);
            List<int> rows = [];
            int first = 0;
            foreach (Batch batch in data.Batches(int.Min(data.Count, ReadAtOnce)))
            {
                for (int sample = 0; sample < batch.Count; sample++)
                    if (condition(batch, sample)) rows.Add(first + sample);
                first += batch.Count;
            }

            if (rows.Count > 0) return new RowsDataset(data, [.. rows]);
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The condition holds for none of the {data.Count} samples: a dataset has at least one."),
                nameof(condition));
        }

        /// <summary>These samples and then those of others, which have the same columns.</summary>
        /// <param name="others">At least one dataset.</param>
        /// <exception cref="ArgumentException">No dataset was given, or one has other columns; the message names the first that differs.</exception>
        /// <exception cref="OverflowException">There are more samples than an int counts.</exception>
        public IDataset Concat(params ReadOnlySpan<IDataset> others)
        {
            if (others.IsEmpty) throw new ArgumentException("Give at least one dataset.", nameof(others));
            foreach (IDataset other in others)
            {
                ArgumentNullException.ThrowIfNull(other, nameof(others));
                ConcatDataset.RequireEqual(data.Columns, other.Columns);
            }

            return new ConcatDataset([data, .. others]);
        }

        /// <summary>Changes every batch in place on its way from the data. What it does depends on nothing but the samples.</summary>
        /// <param name="change">Changes the samples of a batch; may be called from several threads at a time.</param>
        public IDataset Map(Action<Batch> change)
        {
            ArgumentNullException.ThrowIfNull(change);
            return new ChangedDataset(data, change);
        }

        /// <summary>Makes other columns of every batch: another shape, a new target, words as numbers.</summary>
        /// <param name="columns">Name, shape of one sample and element type of each new column.</param>
        /// <param name="fill">
        /// Writes the second batch, which has as many samples, from the first, which belongs to the data; may be called from several threads at a time.
        /// </param>
        /// <exception cref="ArgumentException">There is no column.</exception>
        public IDataset Map(IReadOnlyList<TensorInfo> columns, Action<Batch, Batch> fill)
        {
            ArgumentNullException.ThrowIfNull(columns);
            ArgumentNullException.ThrowIfNull(fill);
            if (columns.Count == 0) throw new ArgumentException("Give at least one column.", nameof(columns));
            return new MappedDataset(data, [.. columns], fill);
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

            int[] chosen = columns.ToArray();
            return new MappedDataset(data, [.. chosen.Select(column => data.Columns[column])], (from, to) =>
            {
                for (int column = 0; column < chosen.Length; column++) from.CopyColumn(chosen[column], to, column);
            });
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

    /// <summary>Samples that are read at a time where all are looked at.</summary>
    internal const int ReadAtOnce = 256;

    private static int[] RowsFrom(int first, int end)
    {
        int[] rows = new int[end - first];
        for (int row = 0; row < rows.Length; row++) rows[row] = first + row;
        return rows;
    }

    private static int[] Permutation(int count, string purpose, int seed)
    {
        int[] order = RowsFrom(0, count);
        Philox random = new(seed, purpose);
        random.Shuffle(order.AsSpan());
        return order;
    }
}
