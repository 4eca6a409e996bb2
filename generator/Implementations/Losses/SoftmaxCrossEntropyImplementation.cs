using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class SoftmaxCrossEntropyImplementation(SoftmaxCrossEntropy op) : Implementation<SoftmaxCrossEntropy>(op, Traits.ReadsNoBorders)
{
    /// <summary>The classes of a position are neighbours in memory.</summary>
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? OrderOf(types.Inputs[0].Shape) : null;

    public override bool ReadsCaller(int input) => input == 1;

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch)
    {
        if (input == 0) return null;
        int positions = inputs[1].Shape.ElementCount;
        Argument[] behind = positions > 1 ? [positions] : [];
        return new Statement.Call(
            new Callee.Method("SoftmaxCrossEntropy", "Validate"),
            [first, positions * batch, SoftmaxCrossEntropy.Classes(inputs[0].Shape), Op.IgnoreIndex, .. behind]);
    }

    /// <summary>The losses and the weights of some positions.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) => types.Inputs[0].Shape.Rank > 1
        ? Implementations.PartialSums.OfSample(1, RowsImplementation.CostOfElement * types.Inputs[0].Shape.ElementCount, 1, 1)
        : Implementations.PartialSums.None;

    public override void Write(StepBuilder step)
    {
        string method = step.InputType(0).Shape.Rank > 1 ? "ForwardPositions" : "Forward";
        long cost = RowsImplementation.CostOfElement * step.InputType(0).Shape.ElementCount;
        using (step.SumItems("Loss", 1, 1, cost, out SumItem item))
        using (step.SumRows(item, 1, step.InputType(1).Shape.ElementCount, out SumRows positions))
            step.Call("SoftmaxCrossEntropy", method, [.. Arguments(Op, step, positions.Row, positions.Rows), step.SumAt(item, 0), step.SumAt(item, 1)]);
        step.EndSums();
    }

    public static MemoryOrder OrderOf(Shape logits) => logits.Rank switch { 2 => MemoryOrder.Rows, 3 => MemoryOrder.ChannelsLast, _ => MemoryOrder.Natural };

    /// <summary>Floats from position to position of the logits.</summary>
    public static long Stride(StepBuilder step) => step.InputType(0).Shape.Rank switch { 2 => step.Input(0).Row, 3 => step.Input(0).Pixel, _ => 0 };

    /// <summary>The arguments for some positions.</summary>
    public static IEnumerable<Argument> Arguments(SoftmaxCrossEntropy op, StepBuilder step, Expression first, Expression count)
    {
        Shape logits = step.InputType(0).Shape;
        return [
            step.InputAt(0, Stride(step) * first), step.InputAt(1, first), count, SoftmaxCrossEntropy.Classes(logits), Stride(step),
            Argument.Float(op.LabelSmoothing), op.IgnoreIndex, op.ClassWeights.Count == 0 ? Argument.None : new Argument.Table(op.ClassWeights),
        ];
    }
}
