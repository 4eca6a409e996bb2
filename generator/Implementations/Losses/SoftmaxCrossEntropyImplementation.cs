using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class SoftmaxCrossEntropyImplementation(SoftmaxCrossEntropy op) : Implementation<SoftmaxCrossEntropy>(op, Traits.ReadsNoBorders)
{
    /// <summary>What a chunk of the classes of a position leaves: more than a chunk of positions, which leaves their losses and weights.</summary>
    private const int NumbersOfChunk = 4;

    /// <summary>The classes of a position are neighbours in memory.</summary>
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? OrderOf(types.Inputs[0].Shape) : null;

    public override bool ReadsCaller(int input) => input == 1;

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch)
    {
        if (input == 0) return null;
        int positions = inputs[1].Shape.ElementCount;
        Argument[] behind = positions > 1 ? [positions] : [];
        return new Statement.Call(new Callee.Method("SoftmaxCrossEntropy", "Validate"), [
            first, positions * batch, SoftmaxCrossEntropy.Classes(inputs[0].Shape), Op.IgnoreIndex, .. behind]);
    }

    /// <summary>The losses and the weights of some positions, or what chunks of the classes of a position leave for each other.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) =>
        LongRows.Chunks(PositionsOf(types.Inputs[0]), RowsImplementation.CostOfElement, NumbersOfChunk) is { Chunks: > 1 } chunks ? chunks
        : types.Inputs[0].Shape.Rank > 1
            ? Implementations.PartialSums.OfSample(1, RowsImplementation.CostOfElement * types.Inputs[0].Shape.ElementCount, 1, 1)
            : Implementations.PartialSums.None;

    public override void Write(StepBuilder step)
    {
        if (step.PartialSums.Sizes.Count == NumbersOfChunk)
        {
            WriteChunks(step);
            return;
        }

        string method = step.InputType(0).Shape.Rank > 1 ? "ForwardPositions" : "Forward";
        long cost = RowsImplementation.CostOfElement * step.InputType(0).Shape.ElementCount;
        using (step.SumItems("Loss", 1, 1, cost, out SumItem item))
        using (step.SumRows(item, 1, step.InputType(1).Shape.ElementCount, out SumRows positions))
            step.Call("SoftmaxCrossEntropy", method, [.. Arguments(Op, step, positions.Row, positions.Rows), step.SumAt(item, 0), step.SumAt(item, 1)]);
        step.EndSums();
    }

    private void WriteChunks(StepBuilder step)
    {
        LastDimension positions = PositionsOf(step.InputType(0));
        LongRows.Begin(step, RowsImplementation.CostOfElement, "LongSoftmaxCrossEntropy", "Terms",
            part => [step.InputAt(0, part.Offset), part.First, part.Columns, Argument.Float(Op.LabelSmoothing), ClassWeightsOf(Op)], positions);
        step.Items("Loss", 1, 1, positions.Rows * step.PartialSums.Chunks * RowsImplementation.CostOfElement);
        step.Call("LongSoftmaxCrossEntropy", "Loss", [
            .. Arguments(Op, step, 0, positions.Rows), .. LongRows.NumbersOfRow(step, 0, presentChunk: 0), step.OutputAt(0), step.OutputAt(1)]);
    }

    /// <summary>The positions of a sample, each a row of its classes.</summary>
    public static LastDimension PositionsOf(LaidOutType logits)
    {
        (long classes, Geometry map) = (SoftmaxCrossEntropy.Classes(logits.Shape), Geometry.Of(logits));
        return new LastDimension(logits.Shape.ElementCount / classes, classes, logits.Shape.Rank switch { 2 => map.Row, 3 => map.Pixel, _ => 0 });
    }

    public static MemoryOrder OrderOf(Shape logits) => logits.Rank switch { 2 => MemoryOrder.Rows, 3 => MemoryOrder.ChannelsLast, _ => MemoryOrder.Natural };

    public static Argument ClassWeightsOf(SoftmaxCrossEntropy op) => op.ClassWeights.Count == 0 ? Argument.None : new Argument.Table(op.ClassWeights);

    /// <summary>The arguments for some positions.</summary>
    public static IEnumerable<Argument> Arguments(SoftmaxCrossEntropy op, StepBuilder step, Expression first, Expression count)
    {
        LastDimension positions = PositionsOf(step.InputType(0));
        return [
            step.InputAt(0, positions.Stride * first), step.InputAt(1, first), count, positions.Columns, positions.Stride,
            Argument.Float(op.LabelSmoothing), op.IgnoreIndex, ClassWeightsOf(op),
        ];
    }
}
