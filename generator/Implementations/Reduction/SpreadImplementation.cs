using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Spread"/> is computed.</summary>
internal sealed class SpreadImplementation(Spread op) : Implementation<Spread>(op)
{
    public override string? Title(TensorType output) => "element-wise loop";

    public override bool MayOverwrite(int input) => true;

    /// <summary>The order that the graph gave the chain when it was one of equal shapes.</summary>
    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => outputs[output].Layout.Order;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => null;

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Packing(inputs[input], outputs[0]);

    /// <summary>What every sample reads alike is read from a copy that training does not touch.</summary>
    public static Op? Packing(TensorType input, TensorType output) =>
        input.Shape.Leading == 0 && output.Shape.Leading > 0 ? new PackVector(input.Shape.ElementCount) : null;

    public override void Write(StepBuilder step)
    {
        LoopNest loops = LoopNest.Of(step.OutputType(), [.. Enumerable.Range(0, step.Node.Inputs.Count).Select(i => (step.InputType(i), Op.Axes[i]))]);
        Write(step, Op.Chain, loops);
    }

    /// <summary>Loops around the kernel of rows; tensor 0 of the loops is the output, and input i is tensor i + 1.</summary>
    public static void Write(StepBuilder step, EquatableArray<ElementwiseOp> chain, LoopNest loops)
    {
        using (loops.WriteOuter(step))
            step.RowLoops(chain, loops);
    }
}
