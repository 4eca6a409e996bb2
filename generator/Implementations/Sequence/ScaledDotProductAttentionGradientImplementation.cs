using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaledDotProductAttentionGradient"/> is computed.</summary>
internal sealed class ScaledDotProductAttentionGradientImplementation(ScaledDotProductAttentionGradient op)
    : Implementation<ScaledDotProductAttentionGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input < inputs.Count - 1
            ? new ScaledDotProductAttentionImplementation(Op.Forward).InputOrder(input, inputs.Take(inputs.Count - 1).ToEquatableArray(), outputs)
            : MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(outputs[output].Shape);

    /// <summary>The transposed keys or values, and the scores and their gradients of one head.</summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        AttentionArguments.WorkspaceFloats(Op.Forward, inputs.Take(inputs.Count - 1).ToEquatableArray(), matrices: 2);

    public override void Write(StepBuilder step)
    {
        int count = step.OwnInputs - 1;
        (Expression first, Expression end) = AttentionArguments.Heads(step, Op.Forward.Heads, count);
        step.Call("Attention", "Gradient",
            [.. AttentionArguments.Inputs(step, count, first: 0), step.InputAt(count), .. AttentionArguments.Gradients(step, count),
                step.Workspace(), .. AttentionArguments.Settings(step, Op.Forward, count, step.Input(count).Row, step.InputType(0).Shape[0]), first, end]);
    }
}
