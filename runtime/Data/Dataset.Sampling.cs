using System.Globalization;

namespace Kiln.Data;

public static partial class Dataset
{
    extension(IDataset data)
    {
        /// <summary>
        /// Draws samples with replacement, each with a probability in proportion to its weight. Loaders and trainers draw anew in every epoch and batch,
        /// whether they shuffle or not; reading rows directly draws the same for each row on every call.
        /// </summary>
        /// <param name="weights">The weight of each sample: finite, not negative, and not all 0.</param>
        /// <param name="count">The samples of an epoch; as many as the data has unless it is given.</param>
        /// <exception cref="ArgumentException">There are more or fewer weights than samples, or one is not a weight; the message says which.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
        public IDataset Weighted(ReadOnlySpan<double> weights, int? count = null)
        {
            if (weights.Length != data.Count)
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture, $"There are {data.Count} samples and {weights.Length} weights: give the weight of each sample."),
                    nameof(weights));
            if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "An epoch has at least one sample.");
            return new WeightedDataset(data, AliasTable.Of(weights), count ?? data.Count);
        }

        /// <summary>Draws samples with replacement so that all classes come equally often; see <c>Weighted</c>.</summary>
        /// <param name="column">The column with the class of each sample: one int.</param>
        /// <param name="count">The samples of an epoch; as many as the data has unless it is given.</param>
        /// <exception cref="ArgumentException">The column does not hold one int per sample.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such column, or the count is below 1.</exception>
        public IDataset Balanced(int column, int? count = null)
        {
            double[] weights = new double[data.Count];
            foreach (int[] rows in Classes.Of(data, column).Rows.Values)
                foreach (int row in rows) weights[row] = 1.0 / rows.Length;
            return data.Weighted(weights, count);
        }
    }
}
