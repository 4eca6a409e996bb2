using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LayerNormInputGradient"/> is computed.</summary>
internal sealed class LayerNormInputGradientImplementation(LayerNormInputGradient op) : Implementation<LayerNormInputGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < 2 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 2 ? new PackVector(inputs[input].Shape.ElementCount) : null;

    public override void Write(StepBuilder step) =>
        step.Call("LayerNormalization", "InputGradient",
            [
                .. Enumerable.Range(0, 5).Select(input => step.InputAt(input)),
                step.OutputAt(),
                .. LastDimension.Of(step.OutputType()).Arguments,
            ]);
}
