using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// y[t] = 1 for positions t below the sample's length, else 0; of shape [size, 1], so that it broadcasts over features. Input: the
/// length (int), from 0 to size.
/// </summary>
internal sealed record LengthMask(int Size) : Op
{
    public static Layer Layer { get; } = new("LengthMask", call => call.Add(new LengthMask(call.AtLeast(1, "size", call.Int("size"))), call.Input()))
    {
        Accepts = DType.Int32,
        IsFunction = true,
    };

    protected internal override string Detail => FormattableString.Invariant($"{Size}");

    public override bool ReadsCaller(int input) => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[0].Element == DType.Int32 && inputs[0].Shape.Rank == 0
            ? TensorType.Float(inputs[0].Shape with { Dimensions = [Size, 1] })
            : new Problem(ShapeProblems.WrongElementType, Name, "one length (int) for each sample", inputs[0]);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch) =>
        $"global::Kiln.Kernels.SequencePositions.ValidateLengths({first}, {batch}, {SourceWriter.Number(Size)});";

    public override void Evaluate(Reference reference)
    {
        Tensor y = reference.Output();
        for (int row = 0; row < y.Rows; row++)
            for (int t = 0; t < Size; t++) y[row, t] = t < reference.Input().Data[row] ? 1 : 0;
    }

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.SequencePositions.LengthMask", step.InputAt(0), $"ref {step.OutputAt()}", SourceWriter.Number(Size),
            SourceWriter.Number(LastDimension.Of(step.OutputType()).Stride));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("positions", new LengthMask(7), OpCase.Class) { WithoutSpecialValues = "whole numbers only" },
    ];
}
