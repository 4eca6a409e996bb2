namespace Kiln.Generator.Layouts;

/// <summary>The orders in which arenas hold values. They depend on shapes only, never on the machine.</summary>
internal static class Orders
{
    /// <summary>Fewest channels that are kept channels-last: the widest vector.</summary>
    public const int ChannelsLastFrom = 16;

    /// <summary>
    /// Channels-last for maps with at least 16 channels; planes below that, where padding the channels would waste more than vectorising over width costs;
    /// padded rows for what has two dimensions, a sequence of features as a rule.
    /// </summary>
    public static MemoryOrder Preferred(Shape shape) => shape.Rank switch
    {
        2 => MemoryOrder.Rows,
        3 when shape[0] >= ChannelsLastFrom => MemoryOrder.ChannelsLast,
        _ => MemoryOrder.Natural,
    };

    /// <summary>Bytes have no padding, so that channels come last in every map.</summary>
    public static MemoryOrder Preferred(TensorType type) =>
        type.Element.Size() > 1 ? Preferred(type.Shape) : type.Shape.Rank == 3 ? MemoryOrder.ChannelsLast : MemoryOrder.Natural;

    /// <summary>The order in which ops find an input. Those that read the caller's span know planes only, except for the one that reads bytes.</summary>
    public static MemoryOrder OfInput(Input input) =>
        input is { ChannelsLast: true, Type.Element: DType.Float32 } ? Preferred(input.Type.Shape) : MemoryOrder.Caller;

    /// <summary>The order of a value where an arena holds it: what comes as the caller's is first copied into the order that suits its channels.</summary>
    public static MemoryOrder InArena(LaidOutType type) => type.Layout.Order == MemoryOrder.Caller ? Preferred(type.Type) : type.Layout.Order;
}
