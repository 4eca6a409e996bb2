using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>db[c] = sum over samples (and over the pixels of a map) of dy[c].</summary>
internal sealed record BiasGradient : Op
{
    public override bool BatchCoupled => true;

    public override bool ReadsPart(int input) => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(Shape.Fixed(inputs[0].Shape[0])) with { Layout = new(MemoryOrder.OutputsLast) };

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), bias = reference.Output();
        int pixels = dy.RowLength / bias.RowLength;
        for (int row = 0; row < dy.Rows; row++)
            for (int i = 0; i < dy.RowLength; i++) bias.Data[i / pixels] += dy[row, i];
    }

    public override (string Items, string Cost) Work(StepText step)
    {
        Geometry dy = step.Input(0);
        return (SourceWriter.Number((dy.Channels + Geometry.Alignment - 1) / Geometry.Alignment), FormattableString.Invariant($"{dy.Height * dy.Width * Geometry.Alignment} * batch"));
    }

    public override void Emit(StepText step)
    {
        Geometry dy = step.Input(0);
        step.Call("global::Kiln.Kernels.Reductions.ChannelSums", $"ref {step.InputAt(0)}", step.MapBatch(dy, step.InputStride(0)),
            ChannelRange.First, ChannelRange.Last(dy), $"ref {step.OutputAt()}", step.Accumulate);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new BiasGradient(), OpCase.Vector(7)),
        new("planes", new BiasGradient(), OpCase.Map(3, 4, 5)),
        new("many channels", new BiasGradient(), OpCase.Map(19, 3, 2)),
    ];
}
