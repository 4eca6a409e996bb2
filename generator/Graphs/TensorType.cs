namespace Kiln.Generator.Graphs;

/// <summary>The element type of a value.</summary>
internal enum DType
{
    Float32,
    Int32,
    UInt8,
    Int8,
}

internal static class DTypes
{
    /// <summary>The element type in C#.</summary>
    public static string Keyword(this DType type) => type switch { DType.Int32 => "int", DType.UInt8 => "byte", DType.Int8 => "sbyte", _ => "float" };

    /// <summary>Bytes of an element.</summary>
    public static int Size(this DType type) => type is DType.UInt8 or DType.Int8 ? 1 : 4;
}

/// <summary>How the elements of one row lie in memory.</summary>
internal enum MemoryOrder
{
    /// <summary>Row-major in the order of the shape, rows unpadded: a vector, or planes of a map (channels-first, planar).</summary>
    Natural,

    /// <summary>A map as [height][width][channels], a signal as [length][channels]; channels padded to a multiple of 16.</summary>
    ChannelsLast,

    /// <summary>Row-major with the last dimension padded to a multiple of 16: the tokens of a sequence, each with its features.</summary>
    Rows,

    /// <summary>A parameter as the weight-gradient kernels write it: the shape's dimensions with outputs last ([K][N], HWIO), unpadded.</summary>
    OutputsLast,

    /// <summary>Weights packed for a kernel.</summary>
    Packed,

    /// <summary>As the caller's span has it: rows without padding.</summary>
    Caller,
}

/// <summary>The border around the elements of a map: its widths and the value that fills it.</summary>
internal readonly record struct Border(int Top, int Left, int Bottom, int Right, float Fill = 0)
{
    public bool IsNone => Top == 0 && Left == 0 && Bottom == 0 && Right == 0;

    /// <summary>The smallest border that serves both; the fills must agree.</summary>
    public Border Union(Border other) =>
        IsNone ? other : other.IsNone ? this
        : new(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right), Fill);
}

/// <summary>
/// A place in a buffer that several values share: floats from pixel to pixel there (of a channels-last map; else of the whole sample), and
/// the channel with which the value begins. Kernels write whole vectors, so there is always room for the value's last one.
/// </summary>
internal readonly record struct View(int Pitch, int First)
{
    /// <summary>The value has memory of the usual shape to itself.</summary>
    public bool IsNone => Pitch == 0;
}

/// <summary>
/// The physical side of a value: order, border and place in a shared buffer. The source graph leaves it at its default; passes decide it. In tight memory rows,
/// pixels and samples follow each other without padding, and nothing is written but elements.
/// </summary>
internal readonly record struct Layout(MemoryOrder Order, Border Border = default, View View = default, bool IsTight = false)
{
    public override string ToString()
    {
        string order = Order switch
        {
            MemoryOrder.ChannelsLast => "channels-last",
            MemoryOrder.Rows => "rows",
            MemoryOrder.OutputsLast => "outputs-last",
            MemoryOrder.Packed => "packed",
            MemoryOrder.Caller => "caller's",
            _ => "",
        };
        if (!Border.IsNone) order += FormattableString.Invariant($" border {Border.Top},{Border.Left},{Border.Bottom},{Border.Right}");
        if (!View.IsNone) order += FormattableString.Invariant($" from {View.First} of {View.Pitch}");
        if (IsTight) order += " tight";
        return order.TrimStart();
    }
}

/// <summary>The type of a graph's value: element type, logical shape, physical layout.</summary>
internal readonly record struct TensorType(DType Element, Shape Shape, Layout Layout = default)
{
    public static TensorType Float(Shape shape) => new(DType.Float32, shape);

    /// <summary>As messages say it, e.g. <c>float[6, 28, 28]</c>; a scalar, which would look like a C# array, is called one float.</summary>
    public string Spelled => Shape.Rank == 0 && Shape.Leading < 2 ? "one " + Element.Keyword() : ToString();

    public override string ToString()
    {
        string layout = Layout.ToString();
        return $"{Element.Keyword()}{Shape}{(layout.Length > 0 ? " " + layout : "")}";
    }
}
