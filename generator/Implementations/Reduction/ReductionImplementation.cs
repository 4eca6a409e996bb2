using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ReductionOp"/> is computed.</summary>
internal class ReductionImplementation<TOp>(TOp op) : Implementation<TOp>(op)
    where TOp : ReductionOp
{
    public override string? Title(LaidOutType output) => "reduction";

    /// <summary>Channels that stay have the same order in y as in x.</summary>
    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Orders.InArena(inputs[0]) == MemoryOrder.ChannelsLast && Op.Result.Count is 2 or 3 && !Op.Axes.Contains(0)
            ? MemoryOrder.ChannelsLast
            : Orders.Preferred(outputs[0].Shape);

    /// <summary>The loops over x beside y; those along which y does not move are reduced.</summary>
    protected LoopNest Loops(StepBuilder step) => LoopNest.Of(step.InputType(0), (step.OutputType(), Op.Axes));

    public override void Write(StepBuilder step) => Write(step, false);

    protected void Write(StepBuilder step, Argument accumulate)
    {
        var text = new ReductionLoops(Loops(step), ofResult: 1, Op.OverBatch ? step.InputStride(0) : null);
        LoopAxis columns = text.Columns;
        using (text.WriteLoops(step))
        {
            Argument added = text.Added(accumulate);
            Argument.Address x = step.InputAt(0, text.Offset(0), text.ColumnOffset(0)), y = step.OutputAt(0, text.Offset(1), text.ColumnOffset(1));
            if (text.KeepsColumns) step.Call("AxisReductions", Op.Reduction + "Columns", x, text.Reduced(0), text.ColumnCount, y, added);
            else
                step.Call(
                    "AxisReductions", Op.Reduction + (columns.Strides[0] == 1 && columns.Strides[1] == 0 ? "Runs" : "Strided"), x, text.Reduced(0), y, added);
        }
    }
}
