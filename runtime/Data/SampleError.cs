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

    /// <summary>The same error with the row of the dataset, or null where it is about no sample of the loader's batch.</summary>
    public static ArgumentException? InDataset(ArgumentException error, BatchLoader loader) =>
        error.Data[Key] is Place place && place.Sample < loader.Rows.Length
            ? new ArgumentException(place.Before + Describe(loader.Data, loader.Rows[(int)place.Sample]) + place.After, error)
            : null;

    private static string Describe(IDataset data, int row)
    {
        (IDataset whole, int wholeRow) = Whole(data, row);
        string text = string.Create(CultureInfo.InvariantCulture, $"row {row} of the dataset");
        if (whole.Count == data.Count && wholeRow == row) return text;
        return string.Create(CultureInfo.InvariantCulture, $"{text} (row {wholeRow} of the {whole.Count} that it was taken from)");
    }

    /// <summary>Where a row of a part stands in the data that the part was taken from.</summary>
    private static (IDataset Data, int Row) Whole(IDataset data, int row) => data switch
    {
        RowsDataset part => Whole(part.Source, part.SourceRow(row)),
        AugmentedDataset changed => Whole(changed.Source, row),
        ColumnsDataset chosen => Whole(chosen.Source, row),
        _ => (data, row),
    };

    private sealed record Place(string Before, long Sample, string After);
}
