using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>
/// The gradient of one part of a <see cref="Concat"/>: channels First to First + Count of dy, a copy or where they are. Input: dy.
/// </summary>
internal sealed record ConcatGradient(int First, int Count, bool InPlace = false) : Op
{
    public override bool IsPartOfInput => InPlace;

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    protected internal override string Detail => FormattableString.Invariant($"{First} to {First + Count - 1}{(InPlace ? " in place" : "")}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(inputs[0].Shape with { Dimensions = inputs[0].Shape.Dimensions.Skip(1).Prepend(Count).ToEquatableArray() });

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Preferred(outputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), dx = reference.Output();
        int first = dx.RowLength / Count * First;
        for (int row = 0; row < dx.Rows; row++)
            for (int i = 0; i < dx.RowLength; i++) dx[row, i] = dy[row, first + i];
    }

    public override void Emit(StepText step)
    {
        Geometry dy = step.Input(0);
        Concat.CopyPart(step, $"ref {step.InputAt(0, SourceWriter.Number(First * dy.Channel))}", dy, $"ref {step.OutputAt()}", step.Output(), Count);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new ConcatGradient(2, 3), OpCase.Map(5, 3, 5)),
        new("planes out of channels-last", new ConcatGradient(7, 12), OpCase.Map(20, 3, 4)),
        new("channels-last, no multiple of 16", new ConcatGradient(24, 17), OpCase.Map(41, 2, 3)),
        new("a vector", new ConcatGradient(5, 18), OpCase.Vector(23)),
    ];
}
