using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MaxGradientImplementation(MaxGradient op) : Implementation<MaxGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input == 0 ? OfFirstMaximum(types.Inputs[0].Shape) : input == 2 ? Orders.InArena(types.Inputs[1]) : null;

    /// <summary>Tensors of the loops: dx, x, the maxima, dy.</summary>
    public override void Write(StepBuilder step)
    {
        LoopNest loops = LoopNest.Of(step.OutputType(), (step.InputType(0), []), (step.InputType(1), Op.Axes), (step.InputType(2), Op.Axes));
        var text = new ReductionLoops(loops, ofResult: 2, batchStride: null);
        using (text.WriteLoops(step))
            step.Call("AxisReductions", "MaxColumnsGradient",
                step.InputAt(0, text.Offset(1), text.ColumnOffset(1)), text.Reduced(1),
                step.InputAt(1, text.Offset(2), text.ColumnOffset(2)), step.InputAt(2, text.Offset(3), text.ColumnOffset(3)),
                step.OutputAt(0, text.Offset(0), text.ColumnOffset(0)), text.Reduced(0), text.KeepsColumns ? text.ColumnCount : 1);
    }

    /// <summary>The first maximum is the first of the shape, so that memory must have its order where channels and pixels compete.</summary>
    private MemoryOrder? OfFirstMaximum(Shape shape) => shape.Rank is 2 or 3 && Op.Axes.Contains(0) && Op.Axes.Count > 1 ? MemoryOrder.Natural : null;
}
