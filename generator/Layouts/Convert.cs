namespace Kiln.Generator.Layouts;

/// <summary>The same value in another layout: planes to channels-last, with or without a border, from or to the caller's memory.</summary>
internal sealed record Convert(Layout To) : Op
{
    protected internal override string Detail => To.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];
    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes to channels-last", new Convert(new Layout(MemoryOrder.ChannelsLast)), OpCase.Map(17, 3, 5)),
        new("planes with a border", new Convert(new Layout(MemoryOrder.Natural, new Border(1, 2, 0, 3))), OpCase.Map(3, 4, 5)),
    ];
}
