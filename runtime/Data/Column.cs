namespace Kiln.Data;

/// <summary>
/// One column of <see cref="Dataset.Of"/>: the values of all samples, one sample after another. Arrays convert to it;
/// the constructors add a name and the shape of one sample. The array is not copied: later changes are seen by the dataset.
/// </summary>
public sealed class Column
{
    private readonly Array values;

    /// <summary>A column of 32-bit floats.</summary>
    /// <param name="values">The values of all samples, one sample after another.</param>
    /// <param name="name">The column's name in messages; by default <c>column</c> and its index.</param>
    /// <param name="shape">The shape of one sample; by default flat: as many elements as there are.</param>
    public Column(float[] values, string? name = null, params ReadOnlySpan<int> shape) : this(typeof(float), values, name, shape) { }

    /// <summary>A column of 32-bit integers: class labels, token ids, lengths.</summary>
    /// <param name="values">The values of all samples, one sample after another.</param>
    /// <param name="name">The column's name in messages; by default <c>column</c> and its index.</param>
    /// <param name="shape">The shape of one sample; by default flat: as many elements as there are.</param>
    public Column(int[] values, string? name = null, params ReadOnlySpan<int> shape) : this(typeof(int), values, name, shape) { }

    /// <summary>A column of bytes, given to the network as they are.</summary>
    /// <param name="values">The values of all samples, one sample after another.</param>
    /// <param name="name">The column's name in messages; by default <c>column</c> and its index.</param>
    /// <param name="shape">The shape of one sample; by default flat: as many elements as there are.</param>
    public Column(byte[] values, string? name = null, params ReadOnlySpan<int> shape) : this(typeof(byte), values, name, shape) { }

    private Column(Type element, Array values, string? name, ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        Element = element;
        this.values = values;
        Name = name;
        Shape = shape.IsEmpty ? null : shape.ToArray();
    }

    /// <summary>The element type: float, int or byte.</summary>
    public Type Element { get; }

    /// <summary>How many values there are, over all samples.</summary>
    public int Length => values.Length;

    /// <summary>The name given to the constructor.</summary>
    public string? Name { get; }

    /// <summary>The shape of one sample given to the constructor; null: flat.</summary>
    public IReadOnlyList<int>? Shape { get; }

    /// <summary>A column of 32-bit floats.</summary>
    /// <param name="values">The values of all samples, one sample after another.</param>
    public static implicit operator Column(float[] values) => new(values);

    /// <summary>A column of 32-bit integers.</summary>
    /// <param name="values">The values of all samples, one sample after another.</param>
    public static implicit operator Column(int[] values) => new(values);

    /// <summary>A column of bytes.</summary>
    /// <param name="values">The values of all samples, one sample after another.</param>
    public static implicit operator Column(byte[] values) => new(values);

    /// <summary>Reads the values as they are described here.</summary>
    internal ColumnReader Open(TensorInfo info) => values switch
    {
        float[] floats => new ArrayReader<float>(info, floats),
        int[] integers => new ArrayReader<int>(info, integers),
        byte[] bytes => new ArrayReader<byte>(info, bytes),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
