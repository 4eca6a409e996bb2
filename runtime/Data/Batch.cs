using System.Globalization;
using System.Runtime.InteropServices;

namespace Kiln.Data;

/// <summary>
/// Up to <see cref="Capacity"/> samples in columns: inputs first, then targets. Every column is one dense block,
/// sample after sample, each in the column's shape (channels first), and starts on a 64-byte boundary.
/// </summary>
/// <remarks>The memory is allocated once, here; filling and reading a batch allocates nothing. A batch belongs to one thread at a time.</remarks>
public sealed class Batch
{
    private readonly TensorInfo[] columns;
    private readonly int[] elements;
    private readonly AlignedBuffer[] buffers;
    private int count;

    /// <summary>Allocates a batch; all elements are zero and <see cref="Count"/> is the capacity.</summary>
    /// <param name="columns">Name, shape of one sample (without the batch) and element type (float, int, byte or sbyte) of each column.</param>
    /// <param name="capacity">The largest number of samples the batch can hold, at least 1.</param>
    /// <exception cref="ArgumentException">There is no column, or one has an unsupported element type or a size below 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1, or a column would be larger than an array can be.</exception>
    public Batch(IReadOnlyList<TensorInfo> columns, int capacity)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) throw new ArgumentException("A batch needs at least one column.", nameof(columns));
        if (capacity < 1) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A batch holds at least one sample.");

        this.columns = [.. columns];
        elements = new int[columns.Count];
        buffers = new AlignedBuffer[columns.Count];
        for (int column = 0; column < columns.Count; column++)
        {
            TensorInfo info = columns[column];
            elements[column] = ElementType.Count(info.Name, info.Shape);
            long bytes = (long)elements[column] * ElementType.Size(info.Element) * capacity;
            if (bytes > AlignedBuffer.MaxLength)
                throw new ArgumentOutOfRangeException(
                    nameof(capacity), capacity,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Column {column} '{info.Name}' would take {bytes} bytes, "
                        + $"more than the {AlignedBuffer.MaxLength} that one block can hold: use smaller batches."));
            buffers[column] = new AlignedBuffer((int)bytes);
        }

        Capacity = capacity;
        count = capacity;
    }

    /// <summary>Name, shape of one sample and element type of each column.</summary>
    public IReadOnlyList<TensorInfo> Columns => columns;

    /// <summary>The largest number of samples the batch can hold.</summary>
    public int Capacity { get; }

    /// <summary>The samples in the batch, 0 to <see cref="Capacity"/>; the elements beyond keep their values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above the capacity.</exception>
    public int Count
    {
        get => count;
        set
        {
            if ((uint)value > (uint)Capacity)
                throw new ArgumentOutOfRangeException(
                    nameof(value), value,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The count of this batch must be from 0 to its capacity {Capacity}: allocate a larger batch for more samples."));
            count = value;
        }
    }

    /// <summary>The elements of a column: <see cref="Count"/> samples, one after another.</summary>
    /// <typeparam name="T">The column's element type.</typeparam>
    /// <param name="column">Index into <see cref="Columns"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds another element type.</exception>
    public ReadOnlySpan<T> Read<T>(int column) where T : unmanaged => Elements<T>(column, nameof(Read));

    /// <summary>The elements of one sample in a column.</summary>
    /// <typeparam name="T">The column's element type.</typeparam>
    /// <param name="column">Index into <see cref="Columns"/>.</param>
    /// <param name="sample">Index of the sample, below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column or sample.</exception>
    /// <exception cref="ArgumentException">The column holds another element type.</exception>
    public ReadOnlySpan<T> Read<T>(int column, int sample) where T : unmanaged => Sample<T>(column, sample, nameof(Read));

    /// <summary>The elements of a column, to be written: <see cref="Count"/> samples, one after another.</summary>
    /// <typeparam name="T">The column's element type.</typeparam>
    /// <param name="column">Index into <see cref="Columns"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds another element type.</exception>
    public Span<T> Write<T>(int column) where T : unmanaged => Elements<T>(column, nameof(Write));

    /// <summary>The elements of one sample in a column, to be written.</summary>
    /// <typeparam name="T">The column's element type.</typeparam>
    /// <param name="column">Index into <see cref="Columns"/>.</param>
    /// <param name="sample">Index of the sample, below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column or sample.</exception>
    /// <exception cref="ArgumentException">The column holds another element type.</exception>
    public Span<T> Write<T>(int column, int sample) where T : unmanaged => Sample<T>(column, sample, nameof(Write));

    /// <summary>Sets <see cref="Count"/> after checking that this batch has room for those samples of those columns.</summary>
    internal void Receive(IReadOnlyList<TensorInfo> expected, int samples)
    {
        if (expected.Count != columns.Length)
            throw new ArgumentException(
                $"The batch has {Plural(columns.Length, "column")} and the data {expected.Count}: create the batch with the Columns of the data.",
                "destination");
        for (int column = 0; column < columns.Length; column++)
        {
            if (ReferenceEquals(expected[column], columns[column])) continue;
            int wanted = ElementType.Count(expected[column].Name, expected[column].Shape);
            if (expected[column].Element != columns[column].Element || wanted != elements[column])
            {
                string has = Plural(elements[column], ElementType.Name(columns[column].Element));
                string wants = Plural(wanted, ElementType.Name(expected[column].Element));
                throw new ArgumentException(
                    $"Column {column} of the batch, '{columns[column].Name}', holds {has} per sample, the data's '{expected[column].Name}' {wants}: "
                    + "create the batch with the Columns of the data.",
                    "destination");
            }
        }

        if (samples > Capacity)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{samples} rows do not fit into a batch of capacity {Capacity}: read fewer rows at a time."),
                "rows");
        count = samples;
    }

    /// <summary>Copies all samples of a column into a column of the same size and type of another batch with the same count.</summary>
    internal void CopyColumn(int column, Batch destination, int destinationColumn) =>
        Bytes(column).CopyTo(destination.Bytes(destinationColumn));

    /// <summary>Copies sample i of all columns to the i-th of some places of another batch with the same columns.</summary>
    internal void CopySamples(ReadOnlySpan<int> places, Batch destination)
    {
        for (int column = 0; column < columns.Length; column++)
        {
            int size = elements[column] * ElementType.Size(columns[column].Element);
            Span<byte> from = Bytes(column), to = destination.Bytes(column);
            for (int sample = 0; sample < places.Length; sample++) from.Slice(sample * size, size).CopyTo(to[(places[sample] * size)..]);
        }
    }

    private static string Plural(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private Span<byte> Bytes(int column) => buffers[column].Bytes(count * elements[column] * ElementType.Size(columns[column].Element));

    private Span<T> Elements<T>(int column, string method) where T : unmanaged
    {
        if ((uint)column >= (uint)columns.Length)
            throw new ArgumentOutOfRangeException(
                nameof(column), column,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This batch has {Plural(columns.Length, "column")}: {string.Join(", ", columns.Select(c => $"'{c.Name}'"))}."));
        Type element = columns[column].Element;
        if (element != typeof(T))
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column {column} '{columns[column].Name}' holds {ElementType.Name(element)}, not {ElementType.Name(typeof(T))}: "
                    + $"use {method}<{ElementType.Name(element)}>({column})."),
                nameof(T));
        return MemoryMarshal.Cast<byte, T>(Bytes(column));
    }

    private Span<T> Sample<T>(int column, int sample, string method) where T : unmanaged
    {
        Span<T> all = Elements<T>(column, method);
        if ((uint)sample >= (uint)count)
            throw new ArgumentOutOfRangeException(
                nameof(sample), sample, string.Create(CultureInfo.InvariantCulture, $"This batch has {Plural(count, "sample")}."));
        return all.Slice(sample * elements[column], elements[column]);
    }
}
