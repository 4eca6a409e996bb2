using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="SoftmaxCrossEntropy"/> is computed.</summary>
internal sealed class SoftmaxCrossEntropyImplementation(SoftmaxCrossEntropy op) : Implementation<SoftmaxCrossEntropy>(op)
{
    /// <summary>The classes of a position are neighbours in memory.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? SoftmaxCrossEntropy.OrderOf(inputs[0].Shape) : null;

    public override bool ReadsBorderedMaps => false;

    public override bool ReadsCaller(int input) => input == 1;

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch)
    {
        if (input == 0) return null;
        int positions = inputs[1].Shape.ElementCount;
        string count = StepText.Product(positions, batch), classes = SourceWriter.Number(SoftmaxCrossEntropy.Classes(inputs[0].Shape));
        string behind = positions > 1 ? ", " + SourceWriter.Number(positions) : "";
        return $"global::Kiln.Kernels.SoftmaxCrossEntropy.Validate({first}, {count}, {classes}, {SourceWriter.Number(Op.IgnoreIndex)}{behind});";
    }

    public override void Emit(StepText step) =>
        step.Call(
            $"global::Kiln.Kernels.SoftmaxCrossEntropy.{(step.InputType(0).Shape.Rank > 1 ? "ForwardPositions" : "Forward")}",
            [.. Arguments(Op, step), $"ref {step.OutputAt()}", $"ref {step.OutputAt(1)}"]);

    public static IEnumerable<string> Arguments(SoftmaxCrossEntropy op, StepText step)
    {
        string weights = op.ClassWeights.Count == 0
            ? $"ref {Framework.Unsafe}.NullRef<float>()"
            : $"ref {Framework.MemoryMarshal}.GetArrayDataReference({step.Shape("float[]", string.Join(", ", op.ClassWeights.Select(SourceWriter.Float)))})";
        Shape logits = step.InputType(0).Shape;
        long stride = logits.Rank switch { 2 => step.Input(0).Row, 3 => step.Input(0).Pixel, _ => 0 };
        return [
            $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", SourceWriter.Number(step.InputType(1).Shape.ElementCount),
            SourceWriter.Number(SoftmaxCrossEntropy.Classes(logits)), SourceWriter.Number(stride), SourceWriter.Float(op.LabelSmoothing), SourceWriter.Number(op.IgnoreIndex), weights,
        ];
    }
}
