using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaledDotProductAttentionGradient"/> is computed.</summary>
internal sealed class ScaledDotProductAttentionGradientImplementation(ScaledDotProductAttentionGradient op)
    : Implementation<ScaledDotProductAttentionGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < inputs.Count - 1
            ? new ScaledDotProductAttentionImplementation(Op.Forward).InputOrder(input, inputs.Take(inputs.Count - 1).ToEquatableArray(), outputs)
            : MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[output].Shape);

    public override void Write(StepBuilder step)
    {
        int count = step.OwnInputs - 1;
        step.Call("Attention", "Gradient",
            [.. AttentionArguments.Inputs(step, count), step.InputAt(count), .. AttentionArguments.Gradients(step, count),
                step.OutputAt(step.Node.Outputs.Count - 1), .. AttentionArguments.Settings(step, Op.Forward, count, step.Input(count).Row)]);
    }
}
