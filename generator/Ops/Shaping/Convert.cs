using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>The same value in another layout: planes to channels-last, with or without a border, from or to the caller's memory.</summary>
internal sealed record Convert(Layout To) : Op
{
    protected internal override string Detail => To.ToString();

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0] with { Layout = To };

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => To.Order;

    public override bool ReadsCaller(int input) => true;

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public override void Emit(StepText step)
    {
        Geometry source = step.Input(0), to = step.Output();
        if (step.InputIsChannelsLastOfCaller(0)) source = LastOfCaller(source);
        if (step.OutputIsChannelsLastOfCaller) to = LastOfCaller(to);
        step.Call("global::Kiln.Kernels.Layouts.Copy",
            $"ref {AsFloats(step, step.InputAt(0))}", StepText.Strides(source), $"ref {AsFloats(step, step.OutputAt())}", StepText.Strides(to),
            SourceWriter.Number(to.Channels), SourceWriter.Number(to.Height), SourceWriter.Number(to.Width));
    }

    private static Geometry LastOfCaller(Geometry map) => map with { Channel = 1, Pixel = map.Channels, Row = (long)map.Width * map.Channels };

    /// <summary>Indices are as wide as floats and copied as such.</summary>
    private static string AsFloats(StepText step, string address) =>
        step.OutputType().Element == DType.Float32 ? address : $"{Framework.Unsafe}.As<{step.OutputType().Element.Keyword()}, float>(ref {address})";

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes to channels-last", new Convert(new Layout(MemoryOrder.ChannelsLast)), OpCase.Map(17, 3, 5)),
        new("planes with a border", new Convert(new Layout(MemoryOrder.Natural, new Border(1, 2, 0, 3))), OpCase.Map(3, 4, 5)),
    ];
}
