namespace Kiln.Generator.Layouts;

/// <summary>
/// Where the elements of one row lie, in elements from the start of its memory: element (c, y, x) of a map is at
/// Interior + c * Channel + y * Row + x * Pixel; a vector is a map of one pixel, a sequence or signal [a, b] one of a channels and one
/// row of b. Floats is what the sample occupies, from Start on: not 0 where the value is a part of a wider buffer.
/// </summary>
internal readonly record struct Geometry(int Channels, int Height, int Width, long Interior, long Channel, long Row, long Pixel, long Floats, long Start = 0,
    bool IsTight = false)
{
    /// <summary>Every buffer is a multiple of this many floats: 64 bytes, a cache line and the widest vector.</summary>
    public const int Alignment = 16;

    /// <summary>Pixels, or vectors of a batch, at multiples of this many floats share L1 sets, where rows of a tile evict each other: one line more.</summary>
    private const int AliasingStride = 512;

    /// <summary>The same memory with rows for columns.</summary>
    public Geometry Turned => this with { Height = Width, Width = Height, Row = Pixel, Pixel = Row };

    public static long Align(long floats) => (floats + Alignment - 1) / Alignment * Alignment;

    public static Geometry Of(LaidOutType type) => type.Layout.IsTight ? Tight(type) : Padded(type);

    /// <summary>Rows, pixels and samples without padding.</summary>
    private static Geometry Tight(LaidOutType type)
    {
        (Shape shape, View view) = (type.Shape, type.Layout.View);
        int width = shape.Rank < 2 ? 1 : shape[shape.Rank - 1], height = shape.Rank < 3 ? 1 : shape[shape.Rank - 2];
        int channels = shape.ElementCount / (width * height), area = width * height;
        long pixel = view.IsNone ? channels : view.Pitch, plane = shape.Rank > 1 ? area : 1;
        return type.Layout.Order == MemoryOrder.ChannelsLast && shape.Rank > 1
            ? new(channels, height, width, view.First, 1, width * pixel, pixel, area * pixel, view.First, IsTight: true)
            : new(channels, height, width, view.First * plane, plane, width, 1, shape.ElementCount, view.First * plane, IsTight: true);
    }

    private static Geometry Padded(LaidOutType type)
    {
        (Shape shape, View view) = (type.Shape, type.Layout.View);
        if (shape.Rank < 2) return Vector(shape, type.Layout.Order, view);

        // Two dimensions are a map of one row; of four and more, the leading ones count as channels.
        int width = shape[shape.Rank - 1], height = shape.Rank == 2 ? 1 : shape[shape.Rank - 2], channels = shape.ElementCount / (width * height);
        MemoryOrder order = type.Layout.Order;
        if (order is not (MemoryOrder.ChannelsLast or MemoryOrder.Natural or MemoryOrder.Rows))
            return new(channels, height, width, 0, (long)height * width, width, 1, shape.ElementCount);

        // Floats from pixel to pixel, from row to row, and of all rows; these have no border in the order of that name.
        Border border = order == MemoryOrder.Rows ? default : type.Layout.Border;
        long pixel = order != MemoryOrder.ChannelsLast ? 1 : view.IsNone ? Pitch(channels) : view.Pitch;
        long row = order == MemoryOrder.Rows ? Pitch(width) : (width + border.Left + border.Right) * pixel;
        long rows = row * (height + border.Top + border.Bottom), inside = (border.Top * row) + (border.Left * pixel);
        return order == MemoryOrder.ChannelsLast
            ? new(channels, height, width, view.First + inside, 1, row, pixel, rows, view.First)
            : new(channels, height, width, (view.First * rows) + inside, rows, row, 1, Align(rows * channels), view.First * rows);
    }

    /// <summary>The caller's rows have no padding; the arena's have, and what does not depend on the batch is padded to whole vectors.</summary>
    private static Geometry Vector(Shape shape, MemoryOrder order, View view)
    {
        int elements = shape.ElementCount;
        long floats = shape.Leading == 0 || !view.IsNone
            ? Align(elements)
            : order is MemoryOrder.Natural or MemoryOrder.ChannelsLast or MemoryOrder.Rows ? Pitch(elements) : elements;
        return new(elements, 1, 1, view.First, 1, elements, elements, floats, view.First);
    }

    /// <summary>Floats of one row that a value and all that shares its buffer occupy.</summary>
    public static long BufferElements(LaidOutType type) => Math.Max(Of(type).Floats, type.Layout.View.Pitch);

    /// <summary>Floats in which the channels of a value must fit: those of a pixel where they are neighbours there, else all.</summary>
    public static long Room(LaidOutType type) => type.Layout.Order == MemoryOrder.ChannelsLast && type.Shape.Rank > 1 ? Of(type).Pixel : BufferElements(type);

    /// <summary>The pitch of a wider buffer for <paramref name="floats"/> of each pixel, or of each sample where pixels are not a unit of memory.</summary>
    public static long Pitch(long floats, Geometry map) => map.IsTight ? floats : map.IsChannelsLast ? Pitch(checked((int)floats)) : Align(floats);
    private static long Pitch(int elements) => Align(elements) + (elements % AliasingStride == 0 ? Alignment : 0);

    /// <summary>Elements that are written with so many: the rest of the last vector too, where there is room for it.</summary>
    public long Written(long elements) => IsTight ? elements : Align(elements);

    /// <summary>Channels are neighbours in memory.</summary>
    public bool IsChannelsLast => Channel == 1;
}
