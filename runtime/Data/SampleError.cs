using System.Globalization;

namespace Kiln.Data;

/// <summary>
/// Errors about a value in one sample of a batch. Who calls a network knows its samples by their places in the batch; who calls a trainer knows the rows of a
/// dataset, which the trainer names instead.
/// </summary>
internal static class SampleError
{
    private const string Key = "Kiln.Sample";

    /// <summary>The error whose message is <paramref name="before"/>, "sample 3", <paramref name="after"/>.</summary>
    public static ArgumentException Of(string before, long sample, string after)
    {
        ArgumentException error = new(string.Create(CultureInfo.InvariantCulture, $"{before}sample {sample}{after}"));
        error.Data[Key] = new Place(before, sample, after);
        return error;
    }

    /// <summary>The same error with the row of the dataset; null where it is about no sample of a batch.</summary>
    /// <param name="error">What a call of the network or a metric threw.</param>
    /// <param name="loader">Where the batch came from.</param>
    /// <param name="batch">Its index in the epoch.</param>
    public static ArgumentException? InDataset(ArgumentException error, BatchLoader loader, int batch) => error.Data[Key] is Place place
        ? new ArgumentException(place.Before + DatasetRow.Describe(loader.Data, loader.RowOf(batch, (int)place.Sample)) + place.After, error)
        : null;

    private sealed record Place(string Before, long Sample, string After);
}
