using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaledDotProductAttention"/> is computed.</summary>
internal sealed class ScaledDotProductAttentionImplementation(ScaledDotProductAttention op) : Implementation<ScaledDotProductAttention>(op)
{
    public override string? Title(TensorType output) => "attention";

    /// <summary>Tokens are rows; the mask is one run of floats.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        AttentionSizes.IsMask(inputs.Count, input) ? MemoryOrder.Natural : MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[output].Shape);

    public override void Write(StepBuilder step) => step.Call("Attention", "Forward",
        [.. AttentionArguments.Inputs(step, step.OwnInputs), step.OutputAt(), step.OutputAt(1),
            .. AttentionArguments.Settings(step, Op, step.OwnInputs, step.Output().Row)]);
}
