using System.Globalization;

namespace Kiln.Data;

/// <summary>
/// Errors about a value in one sample of a batch. A network's caller knows samples by their places in the batch; a trainer's caller knows the rows of a
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

    /// <summary>The error of a label that names no class.</summary>
    /// <param name="label">The label.</param>
    /// <param name="sample">The sample it belongs to.</param>
    /// <param name="position">Where in the sample: empty, or such as ", position 3,".</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="advice">What to do, a sentence.</param>
    public static ArgumentException NotAClass(int label, long sample, string position, long classes, string advice)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string range = classes == 1
            ? "there is 1 class, and labels start at 0, so only 0 is one"
            : string.Create(invariant, $"there are {classes} classes, and labels start at 0, so they run from 0 to {classes - 1}");
        return Of(string.Create(invariant, $"Target {label} of "), sample, $"{position} is not a class: {range}. {advice}");
    }

    /// <summary>The same error with the row of the dataset; null if it is not about a sample of a batch.</summary>
    /// <param name="error">The exception that a call of the network or a metric threw.</param>
    /// <param name="loader">Where the batch came from.</param>
    /// <param name="batch">Its index in the epoch.</param>
    public static ArgumentException? InDataset(ArgumentException error, BatchLoader loader, int batch) => error.Data[Key] is Place place
        ? new ArgumentException(place.Before + DatasetRow.Describe(loader.Data, loader.RowOf(batch, (int)place.Sample)) + place.After, error)
        : null;

    private sealed record Place(string Before, long Sample, string After);
}
