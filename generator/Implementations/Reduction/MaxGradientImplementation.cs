using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MaxGradientImplementation(MaxGradient op) : Implementation<MaxGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input == 0 ? OfFirstMaximum(types.Inputs[0].Shape) : input == 2 ? Orders.InArena(types.Inputs[1]) : null;

    /// <summary>Each chunk notes for each maximum whether it has it; they lie without gaps, like the maxima.</summary>
    public override PartialSums PartialSums(LaidOutTypes types)
    {
        ReductionLoops loops = Loops(types.Outputs[0], types.Inputs);
        return types.Inputs[0].Shape.Leading == 0 || !loops.HasDenseResults(2)
            ? Implementations.PartialSums.None
            : Implementations.PartialSums.OfSample(loops.ItemCount, StepBuilder.CostOfElement * loops.Elements, types.Inputs[1].Shape.ElementCount);
    }

    /// <summary>In the order of memory, of whose equal elements the first counts. Tensors of the loops: dx, x, the maxima, dy.</summary>
    private ReductionLoops Loops(LaidOutType dx, EquatableArray<LaidOutType> inputs) =>
        new(LoopNest.Of(dx, (inputs[0], []), (inputs[1], Op.Axes), (inputs[2], Op.Axes)), ofResult: 2, batchStride: null, inOrder: true);

    public override void Write(StepBuilder step)
    {
        if (step.PartialSums.Chunks == 1)
        {
            Call(step, "MaxColumnsGradient", (text, x, maximum) => Gradient(step, text, x, maximum));
            return;
        }

        Call(step, "FindMaximum", (text, x, maximum) => [x, text.Reduced(1), Columns(text), maximum, text.Result(step, 2)]);
        step.NextPhase();
        Call(step, "MaxChunkGradient", (text, x, maximum) =>
        [
            .. Gradient(step, text, x, maximum), step.PartialSumAt(0, text.Offset(2), text.ColumnOffset(2)),
            step.ChunksOfRow(text.Chunk),
        ]);
    }

    private void Call(StepBuilder step, string method, Func<ReductionLoops, Argument, Argument, IEnumerable<Argument>> arguments)
    {
        ReductionLoops text = Loops(step.OutputType(), [.. Enumerable.Range(0, 3).Select(step.InputType)]);
        using (text.WriteLoops(step))
            step.Call("AxisReductions", method, arguments(
                text, step.InputAt(0, text.ChunkOffset(1), text.Offset(1), text.ColumnOffset(1)), step.InputAt(1, text.Offset(2), text.ColumnOffset(2))));
    }

    private static IEnumerable<Argument> Gradient(StepBuilder step, ReductionLoops text, Argument x, Argument maximum) =>
    [
        x, text.Reduced(1), maximum, step.InputAt(2, text.Offset(3), text.ColumnOffset(3)),
        step.OutputAt(0, text.ChunkOffset(0), text.Offset(0), text.ColumnOffset(0)), text.Reduced(0), Columns(text),
    ];

    private static Expression Columns(ReductionLoops text) => text.KeepsColumns ? text.ColumnCount : 1;

    /// <summary>The first maximum is the first of the shape, so that memory must have its order where channels and pixels compete.</summary>
    private MemoryOrder? OfFirstMaximum(Shape shape) => shape.Rank is 2 or 3 && Op.Axes.Contains(0) && Op.Axes.Count > 1 ? MemoryOrder.Natural : null;
}
