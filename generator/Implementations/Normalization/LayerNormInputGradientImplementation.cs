using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LayerNormInputGradient"/> is computed.</summary>
internal sealed class LayerNormInputGradientImplementation(LayerNormInputGradient op) : Implementation<LayerNormInputGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input < 2 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override Op? PackingOf(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 2 ? new PackVector(inputs[input].Shape.ElementCount) : null;

    public override void Write(StepBuilder step)
    {
        RowRange rows = LastDimension.Of(step.OutputType()).Cut(step);
        step.Call("LayerNormalization", "InputGradient",
            [step.InputAt(0, rows.Offset), step.InputAt(1, rows.Offset), step.InputAt(2), step.InputAt(3, rows.First), step.InputAt(4, rows.First),
                step.OutputAt(0, rows.Offset), .. rows.Arguments]);
    }
}
