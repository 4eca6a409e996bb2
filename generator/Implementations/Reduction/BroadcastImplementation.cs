using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class BroadcastImplementation(Broadcast op) : Implementation<Broadcast>(op, title: null)
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Outputs[output].Shape);

    /// <summary>Channels have the same order in the small value as in the large one.</summary>
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        types.Inputs[input].Shape.Rank == 3 && types.Outputs[0].Shape.Rank == 3 && !Op.Axes.Contains(0) ? Orders.Preferred(types.Outputs[0].Shape) : null;

    public override void Write(StepBuilder step)
    {
        LoopNest loops = LoopNest.Of(step.OutputType(), (step.InputType(0), Op.Axes));
        if (loops.ReadsRuns)
        {
            SpreadImplementation.Write(step, [], loops);
            return;
        }

        using (loops.WriteOuter(step, loops.Columns.Size, StepBuilder.CostOfElement))
        {
            LoopAxis rows = loops.Rows, columns = loops.Columns;
            step.Call("Layouts", "CopyStrided",
                step.InputAt(0, loops.Offset(1)), rows.Strides[1], columns.Strides[1], step.OutputAt(0, loops.Offset(0)), rows.Strides[0], loops.RowCount,
                loops.ColumnCount);
        }
    }
}
