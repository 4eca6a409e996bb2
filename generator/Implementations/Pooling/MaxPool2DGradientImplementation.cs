using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MaxPool2DGradient"/> is computed.</summary>
internal sealed class MaxPool2DGradientImplementation(MaxPool2DGradient op) : Implementation<MaxPool2DGradient>(op)
{
    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input > 0 ? Orders.InArena(inputs[0]) : null;

    public override void Write(StepBuilder step)
    {
        PoolGradientPart part = PoolGradientPart.Cut(step, Op.Window, step.Input(2));
        step.Call(PoolArguments.IsChannelsLast(step) ? KernelFamily.MaxPoolGradient : KernelFamily.PlanarMaxPoolGradient,
            step.InputAt(0, part.OffsetOfDx(step.Input(0))), step.InputAt(1, part.OffsetOfDy(step.Input(1))), step.InputAt(2, part.OffsetOfDy(step.Input(2))),
            step.OutputAt(0, part.OffsetOfDx(step.Output())),
            PoolArguments.Shape(
                step, Op.Window, step.Input(0), step.Input(1), step.Output(), step.Input(2), replaced: part.Sizes(step.Output())));
        step.FillBorder(0, part.Dx);
    }
}
