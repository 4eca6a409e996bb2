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

        /// <summary>Two random parts, each with every class's share of the samples, to within one sample of each class.</summary>
        /// <param name="trainFraction">The share of the first part, above 0 and below 1; rounded to whole samples class by class.</param>
        /// <param name="column">The column with the class of each sample: one int.</param>
        /// <param name="seed">Selects which samples go where; the same on every machine.</param>
        /// <exception cref="ArgumentOutOfRangeException">The fraction is out of range or leaves a part empty, or there is no such column.</exception>
        /// <exception cref="ArgumentException">The column does not hold one int per sample.</exception>
        public (IDataset Train, IDataset Held) StratifiedSplit(double trainFraction, int column, int seed = 0)
        {
            List<int> train = [], held = [];
            foreach (int[] rows in Classes.Of(data, column).Shuffled(seed))
            {
                int share = trainFraction is > 0 and < 1 ? (int)Math.Round(rows.Length * trainFraction, MidpointRounding.AwayFromZero) : 0;
                train.AddRange(rows[..share]);
                held.AddRange(rows[share..]);
            }

            if (train.Count == 0 || held.Count == 0)
                throw new ArgumentOutOfRangeException(
                    nameof(trainFraction), trainFraction,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The fraction must be above 0 and below 1 and leave each part at least one of the {data.Count} samples, class by class."));
            return (new RowsDataset(data, [.. train]), new RowsDataset(data, [.. held]));
        }

        /// <summary>Cross-validation whose parts have every class's share of the samples: both counts are equal to within one sample.</summary>
        /// <param name="count">The number of parts, from 2 to the number of samples of the rarest class.</param>
        /// <param name="column">The column with the class of each sample: one int.</param>
        /// <param name="seed">Selects which samples go where; the same on every machine.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is out of range, or there is no such column.</exception>
        /// <exception cref="ArgumentException">The column does not hold one int per sample.</exception>
        public IEnumerable<(IDataset Train, IDataset Held)> StratifiedFolds(int count, int column, int seed = 0)
        {
            Classes classes = Classes.Of(data, column);
            (int rarest, int samples) = classes.Rarest;
            if (count < 2 || count > samples)
                throw new ArgumentOutOfRangeException(
                    nameof(count), count,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The number of folds must be from 2 to the number of samples of the rarest class: class {rarest} has {samples}."));
            int[] folds = new int[data.Count];
            int next = 0;
            foreach (int[] rows in classes.Shuffled(seed))
                foreach (int row in rows) folds[row] = next++ % count;
            return Parts(data, folds, count);
        }

        /// <summary>
        /// Cross-validation that keeps groups together, all pictures of one patient for example. Larger groups are placed first, each into the smallest part.
        /// </summary>
        /// <param name="count">The number of parts, from 2 to the number of groups.</param>
        /// <param name="groups">The group of each sample: any numbers.</param>
        /// <exception cref="ArgumentException">There are more or fewer groups than samples.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
        public IEnumerable<(IDataset Train, IDataset Held)> GroupFolds(int count, ReadOnlySpan<int> groups)
        {
            if (groups.Length != data.Count)
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"There are {data.Count} samples and {groups.Length} groups: give the group of each sample."),
                    nameof(groups));
            Classes classes = Classes.Of(groups);
            if (count < 2 || count > classes.Rows.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(count), count,
                    string.Create(CultureInfo.InvariantCulture, $"The number of folds must be from 2 to the number of groups, {classes.Rows.Count}."));
            int[] folds = new int[data.Count], sizes = new int[count];
            foreach (int[] rows in classes.Rows.Values.OrderByDescending(rows => rows.Length))
            {
                int smallest = Array.IndexOf(sizes, sizes.Min());
                sizes[smallest] += rows.Length;
                foreach (int row in rows) folds[row] = smallest;
            }

            return Parts(data, folds, count);
        }

        /// <summary>Cross-validation for little data: each sample is held out once, in order, while all others train.</summary>
        /// <exception cref="InvalidOperationException">There is only one sample.</exception>
        public IEnumerable<(IDataset Train, IDataset Held)> LeaveOneOut()
        {
            if (data.Count < 2) throw new InvalidOperationException("There is one sample: if it is left out, none is left to train on.");
            return Parts(data, RowsFrom(0, data.Count), data.Count);
        }
    }

    private static IEnumerable<(IDataset Train, IDataset Held)> Parts(IDataset data, int[] folds, int count) =>
        Enumerable.Range(0, count).Select(fold =>
        {
            int[] rows = RowsFrom(0, folds.Length);
            return ((IDataset)new RowsDataset(data, Array.FindAll(rows, row => folds[row] != fold)),
                (IDataset)new RowsDataset(data, Array.FindAll(rows, row => folds[row] == fold)));
        });
}
