using Kiln.Generator.Graphs;

namespace Kiln.Generator.Planning;

/// <summary>
/// Where the elements of one row lie, in floats from the start of its memory: element (c, y, x) of a map is at
/// Interior + c * Channel + y * Row + x * Pixel; a vector is a map of one pixel. Floats is what the row occupies.
/// </summary>
internal readonly record struct Geometry(int Channels, int Height, int Width, long Interior, long Channel, long Row, long Pixel, long Floats)
{
    /// <summary>Every buffer is a multiple of this many floats: 64 bytes, a cache line and the widest vector.</summary>
    public const int Alignment = 16;

    /// <summary>
    /// Pixels, and vectors of a batch, at multiples of this many floats (2 KB) fall into the same L1 sets, where the rows of one
    /// register tile evict each other; they get one line more.
    /// </summary>
    private const int AliasingStride = 512;

    public static long Align(long floats) => (floats + Alignment - 1) / Alignment * Alignment;

    public static Geometry Of(TensorType type)
    {
        Shape shape = type.Shape;
        if (shape.Rank != 3) return Vector(shape.ElementCount, type.Layout.Order);

        (int channels, int height, int width) = (shape[0], shape[1], shape[2]);
        Border border = type.Layout.Border;
        switch (type.Layout.Order)
        {
            case MemoryOrder.ChannelsLast:
            {
                long pixel = Pitch(channels), row = (width + border.Left + border.Right) * pixel;
                return new(channels, height, width, (border.Top * row) + (border.Left * pixel), 1, row, pixel, row * (height + border.Top + border.Bottom));
            }

            case MemoryOrder.Natural:
            {
                long row = width + border.Left + border.Right, plane = row * (height + border.Top + border.Bottom);
                return new(channels, height, width, (border.Top * row) + border.Left, plane, row, 1, Align(plane * channels));
            }

            default:
                return new(channels, height, width, 0, (long)height * width, width, 1, shape.ElementCount);
        }
    }

    /// <summary>The caller's rows and parameters have no padding; the arena's have.</summary>
    private static Geometry Vector(int elements, MemoryOrder order) =>
        new(elements, 1, 1, 0, 1, elements, elements, order is MemoryOrder.Natural or MemoryOrder.ChannelsLast ? Pitch(elements) : elements);

    private static long Pitch(int elements) => Align(elements) + (elements % AliasingStride == 0 ? Alignment : 0);

    /// <summary>Channels are neighbours in memory.</summary>
    public bool IsChannelsLast => Channel == 1;
}
