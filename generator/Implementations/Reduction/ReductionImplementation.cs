using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ReductionImplementation(ReductionOp op) : Implementation<ReductionOp>(
    op, op.OverBatch ? Traits.OverBatch : Traits.None, "reduction")
{
    /// <summary>Channels that stay have the same order in y as in x.</summary>
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        Orders.InArena(types.Inputs[0]) == MemoryOrder.ChannelsLast && Op.Result.Count is 2 or 3 && !Op.Axes.Contains(0)
            ? MemoryOrder.ChannelsLast
            : Orders.Preferred(types.Outputs[0].Shape);

    /// <summary>Partial results lie without gaps, so that only results that do are computed in chunks.</summary>
    public override PartialSums PartialSums(LaidOutTypes types)
    {
        ReductionLoops loops = Loops(types.Inputs[0], types.Outputs[0], batchStride: 0);
        if (types.Inputs[0].Shape.Leading == 0 || !loops.HasDenseResults(1)) return Implementations.PartialSums.None;
        long results = types.Outputs[0].Shape.ElementCount;
        return Op.OverBatch
            ? Implementations.PartialSums.OverBatch(loops.ItemCount, loops.Elements, results)
            : Implementations.PartialSums.OfSample(loops.ItemCount, loops.Elements, results);
    }

    /// <summary>The loops over x beside y; those along which y does not move are reduced.</summary>
    private ReductionLoops Loops(LaidOutType x, LaidOutType y, long batchStride) =>
        new(LoopNest.Of(x, (y, Op.Axes)), ofResult: 1, Op.OverBatch ? batchStride : null);

    public override void Write(StepBuilder step)
    {
        ReductionLoops text = Loops(step.InputType(0), step.OutputType(), step.InputStride(0));
        LoopAxis columns = text.Columns;
        using (text.WriteLoops(step))
        {
            Argument.Address x = step.InputAt(0, text.ChunkOffset(0), text.Offset(0), text.ColumnOffset(0));
            Argument y = text.Result(step, 1), added = text.Added;
            if (text.KeepsColumns) step.Call("AxisReductions", Op.Reduction + "Columns", x, text.Reduced(0), text.ColumnCount, y, added);
            else
                step.Call(
                    "AxisReductions", Op.Reduction + (columns.Strides[0] == 1 && columns.Strides[1] == 0 ? "Runs" : "Strided"), x, text.Reduced(0), y, added);
        }

        step.EndSums(Op.Reduction);
    }
}
