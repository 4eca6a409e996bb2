using System.Globalization;

namespace Kiln.Data;

/// <summary>Makes datasets from arrays and files, and parts and batches of them.</summary>
public static partial class Dataset
{
    /// <summary>A dataset in memory: inputs first, then targets, in the order the network declares them.</summary>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="columns">The values of all samples for each column: <c>float[]</c>, <c>int[]</c> or <c>byte[]</c>, not copied; or a
    /// <see cref="Column"/> with name and shape.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    /// <exception cref="ArgumentException">There is no column, or the length of one does not fit the count or its shape.</exception>
    public static IDataset Of(int count, params ReadOnlySpan<Column> columns)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "A dataset has at least one sample.");
        if (columns.IsEmpty) throw new ArgumentException("A dataset needs at least one column: pass the arrays after the count.", nameof(columns));
        var readers = new ColumnReader[columns.Length];
        for (int index = 0; index < columns.Length; index++)
        {
            Column column = columns[index] ?? throw new ArgumentNullException(nameof(columns), $"Column {index} is null.");
            string name = column.Name ?? string.Create(CultureInfo.InvariantCulture, $"column{index}");
            if (column.Length == 0 || column.Length % count != 0)
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Column {index} '{name}' has {column.Length} values, which is not a multiple of the {count} samples: "
                        + $"every column needs the same number of values for each sample."),
                    nameof(columns));
            int elements = column.Length / count;
            IReadOnlyList<int> shape = column.Shape ?? [elements];
            if (ElementType.Count(name, shape) != elements)
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Column {index} '{name}' has {elements} values per sample ({column.Length} for {count} samples), "
                        + $"its shape [{string.Join(", ", shape)}] needs {ElementType.Count(name, shape)}."),
                    nameof(columns));
            readers[index] = column.Open(new TensorInfo(name, shape, column.Element));
        }

        return new TableDataset(count, readers);
    }

    /// <summary>
    /// Images and labels from two IDX files (MNIST's format), compressed with gzip or not. Column 0: float <c>[1, height, width]</c>
    /// (<c>[channels, height, width]</c> where the file has four dimensions), pixels divided by 255; column 1: int, the label.
    /// </summary>
    /// <param name="imagesPath">IDX file of unsigned bytes with 3 dimensions (images, height, width) or 4 (images, channels, height, width).</param>
    /// <param name="labelsPath">IDX file of unsigned bytes with 1 dimension.</param>
    /// <exception cref="InvalidDataException">A file has the wrong content; the message names the file, what was expected and what was found.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static IDataset Idx(string imagesPath, string labelsPath)
    {
        IdxFile images = IdxFile.Read(imagesPath, "images", 3, 4);
        IdxFile labels = IdxFile.Read(labelsPath, "labels", 1, 1);
        if (images.Sizes[0] != labels.Sizes[0])
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{labelsPath}: expected as many labels as {imagesPath} has images, {images.Sizes[0]}, found {labels.Sizes[0]}. "
                + $"Are the two files of the same part, train or test?"));

        int[] sample = images.Sizes.Length == 3 ? [1, .. images.Sizes[1..]] : images.Sizes[1..];
        return new TableDataset(images.Sizes[0],
        [
            new PixelReader(new TensorInfo("images", sample, typeof(float)), images.Values),
            new ArrayReader<int>(new TensorInfo("labels", [1], typeof(int)), Array.ConvertAll(labels.Values, value => (int)value)),
        ]);
    }

    /// <summary>
    /// Numbers from a CSV file (RFC 4180: comma-separated, a header row, quoted fields) for regression. Column 0: float <c>[inputs]</c>;
    /// column 1: float <c>[targets]</c>.
    /// </summary>
    /// <param name="path">A UTF-8 file.</param>
    /// <param name="inputs">Header names of the inputs, in the order the network gets them.</param>
    /// <param name="targets">Header names of the targets.</param>
    /// <exception cref="ArgumentException">No name was given for the inputs or the targets.</exception>
    /// <exception cref="InvalidDataException">A column is missing or a value is not a finite number; the message names file, line and column.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IDataset Csv(string path, string[] inputs, string[] targets) => CsvTable.Numbers(path, inputs, targets);

    /// <summary>
    /// Numbers and class labels from a CSV file (RFC 4180: comma-separated, a header row, quoted fields) for classification.
    /// Column 0: float <c>[inputs]</c>; column 1: int, the class index.
    /// </summary>
    /// <param name="path">A UTF-8 file.</param>
    /// <param name="inputs">Header names of the inputs, in the order the network gets them.</param>
    /// <param name="label">Header name of the label.</param>
    /// <param name="classes">
    /// The texts that a label can be; a label's index in this list is its class. By default labels are class indices themselves, 0, 1, 2, ...
    /// </param>
    /// <exception cref="ArgumentException">No name was given for the inputs, or a class appears twice.</exception>
    /// <exception cref="InvalidDataException">A column is missing, a value is not a finite number or a label not a class; the message names
    /// file, line and column.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IDataset Csv(string path, string[] inputs, string label, IReadOnlyList<string>? classes = null) =>
        CsvTable.Classes(path, inputs, label, classes);
}
