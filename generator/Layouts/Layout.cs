namespace Kiln.Generator.Layouts;

/// <summary>
/// Where a value lies: its order, border and place in a shared buffer. In tight memory rows, pixels and samples follow each other without padding, and
/// nothing is written but elements.
/// </summary>
internal sealed record Layout(MemoryOrder Order, Border Border = default, View View = default, bool IsTight = false)
{
    /// <summary>Row-major, without a border.</summary>
    public static Layout Natural { get; } = new(MemoryOrder.Natural);

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
        if (!Border.IsNone) order += " border " + Window.Sides(Border.Top, Border.Left, Border.Bottom, Border.Right);
        if (!View.IsNone) order += FormattableString.Invariant($" from {View.First} of {View.Pitch}");
        if (IsTight) order += " tight";
        return order.TrimStart();
    }
}
