using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <param name="op">The op.</param>
/// <param name="axes">The axes that are reduced.</param>
/// <param name="reduction">What is done along them, as the runtime calls it.</param>
/// <param name="overBatch">Whether it is done along the samples, too.</param>
/// <param name="scale">What the results are multiplied with in the end.</param>
internal sealed class ReductionImplementation(Op op, EquatableArray<int> axes, string reduction, bool overBatch = false, double scale = 1)
    : Implementation<Op>(op, overBatch ? Traits.OverBatch : Traits.None, "reduction")
{
    /// <summary>The mean over a whole map as a sum in chunks, if it is large and has so few channels that its pooling would have few items.</summary>
    public static ReductionImplementation? LargeMean(AveragePool2D op, Shape map)
    {
        long items = Orders.Preferred(map) == MemoryOrder.ChannelsLast ? new Cut(map[0], Geometry.Alignment).ItemCount : map[0];
        return op.Window == new Window(map[1], map[2]) && Implementations.PartialSums.OfSample(items, map.ElementCount, map[0]).Chunks > 1
            ? new ReductionImplementation(op, [1, 2], "Sum", scale: 1.0 / ((long)map[1] * map[2])) : null;
    }

    /// <summary>Channels that stay have the same order in y as in x.</summary>
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        Orders.InArena(types.Inputs[0]) == MemoryOrder.ChannelsLast && types.Outputs[0].Shape.Rank is 2 or 3 && !axes.Contains(0)
            ? MemoryOrder.ChannelsLast : Orders.Preferred(types.Outputs[0].Shape);

    /// <summary>Partial results lie without gaps, so that only results that do are computed in chunks.</summary>
    public override PartialSums PartialSums(LaidOutTypes types)
    {
        ReductionLoops loops = Loops(types.Inputs[0], types.Outputs[0], batchStride: 0);
        if (types.Inputs[0].Shape.Leading == 0 || !loops.HasDenseResults(1)) return Implementations.PartialSums.None;
        long results = types.Outputs[0].Shape.ElementCount;
        return overBatch
            ? Implementations.PartialSums.OverBatch(loops.ItemCount, loops.Elements, results)
            : Implementations.PartialSums.OfSample(loops.ItemCount, loops.Elements, results);
    }

    /// <summary>The loops over x beside y; those along which y does not move are reduced.</summary>
    private ReductionLoops Loops(LaidOutType x, LaidOutType y, long batchStride) => new(LoopNest.Of(x, (y, axes)), ofResult: 1, overBatch ? batchStride : null);

    public override void Write(StepBuilder step)
    {
        ReductionLoops text = Loops(step.InputType(0), step.OutputType(), step.InputStride(0));
        LoopAxis columns = text.Columns;
        using (text.WriteLoops(step))
        {
            Argument.Address x = step.InputAt(0, text.ChunkOffset(0), text.Offset(0), text.ColumnOffset(0));
            Argument y = text.Result(step, 1), added = text.Added;
            if (text.KeepsColumns) step.Call("AxisReductions", reduction + "Columns", x, text.Reduced(0), text.ColumnCount, y, added);
            else
                step.Call(
                    "AxisReductions", reduction + (columns.Strides[0] == 1 && columns.Strides[1] == 0 ? "Runs" : "Strided"), x, text.Reduced(0), y, added);
        }

        step.EndSums(reduction);
        if (scale == 1) return;
        step.NextPhase();
        step.Call("Reductions", "Scale", step.OutputAt(0), step.OutputAt(0), step.OutputType().Shape.ElementCount, Argument.Float(scale));
    }
}
