using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class SpreadImplementation(Spread op) : Implementation<Spread>(op, Traits.Overwrites | Traits.ByStrides, "element-wise loop")
{
    /// <summary>The order of the first input that does not repeat.</summary>
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        types.Inputs.FirstOrDefault(input => input.Shape == types.Outputs[0].Shape) is { Shape.Rank: > 0 } whole
            ? Orders.InArena(whole) : types.Outputs[0].Layout.Order;

    public override StepSupport Steps => StepSupport.Loop;

    public override void Write(StepBuilder step)
    {
        // Steps behind the loop are a part of its chain by now.
        LoopNest loops = LoopNest.Of(step.OutputType(), [.. Enumerable.Range(0, step.Node.Inputs.Count).Select(i => (step.InputType(i), Op.Axes[i]))]);
        Write(step, Op.Chain, loops);
    }

    /// <summary>Loops around the kernel of rows; tensor 0 of the loops is the output, and input i is tensor i + 1.</summary>
    public static void Write(StepBuilder step, EquatableArray<ElementwiseOp> chain, LoopNest loops)
    {
        using (loops.WriteOuter(step, loops.PaddedColumns(), StepBuilder.CostOfElement + StepBuilder.CostOf(chain)))
            step.RowLoops(chain, loops);
        if (loops.Lines is { } lines) step.FillBorder(0, lines);
    }
}
