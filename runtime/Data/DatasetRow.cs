using System.Globalization;

namespace Kiln.Data;

/// <summary>Names a row for those who know the data: the caller of a trainer knows the rows of a dataset, and may have made it from another one.</summary>
internal static class DatasetRow
{
    /// <summary>For example "row 3 of the dataset (row 17 of the 100 that it was taken from)"; rows count from 0.</summary>
    public static string Describe(IDataset data, int row)
    {
        (IDataset whole, int wholeRow) = Whole(data, row);
        string text = string.Create(CultureInfo.InvariantCulture, $"row {row} of the dataset");
        if (whole.Count == data.Count && wholeRow == row) return text;
        return string.Create(CultureInfo.InvariantCulture, $"{text} (row {wholeRow} of the {whole.Count} that it was taken from)");
    }

    /// <summary>The place of a part's row in the data that the part was taken from.</summary>
    private static (IDataset Data, int Row) Whole(IDataset data, int row) => data switch
    {
        RowsDataset part => Whole(part.Source, part.SourceRow(row)),
        AugmentedDataset changed => Whole(changed.Source, row),
        ChangedDataset changed => Whole(changed.Source, row),
        MappedDataset mapped => Whole(mapped.Source, row),
        _ => (data, row),
    };
}
