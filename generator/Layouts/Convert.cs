namespace Kiln.Generator.Layouts;

/// <summary>The same value in another layout: planes to channels-last, with or without a border, from or to the caller's memory.</summary>
internal sealed record Convert(Layout To) : CopyOp
{
    protected internal override string Detail => To.ToString();

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes to channels-last", new Convert(new Layout(MemoryOrder.ChannelsLast)), OpCase.Map(17, 3, 5)),
        new("planes with a border", new Convert(new Layout(MemoryOrder.Natural, new Border(1, 2, 0, 3))), OpCase.Map(3, 4, 5)),
    ];
}
