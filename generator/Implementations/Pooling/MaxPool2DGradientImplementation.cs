using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MaxPool2DGradientImplementation(MaxPool2DGradient op) : Implementation<MaxPool2DGradient>(op, Traits.ByStrides)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input > 0 ? Orders.InArena(types.Inputs[0]) : null;

    public override void Write(StepBuilder step)
    {
        PoolGradientPart part = PoolGradientPart.Cut(step, Op.Window, step.Input(2));
        step.Call(PoolArguments.IsChannelsLast(step) ? KernelFamily.MaxPoolGradient : KernelFamily.PlanarMaxPoolGradient,
            step.InputAt(0, part.OffsetOfDx(step.Input(0))), step.InputAt(1, part.OffsetOfDy(step.Input(1))), step.InputAt(2, part.OffsetOfDy(step.Input(2))),
            step.OutputAt(0, part.OffsetOfDx(step.Output())),
            PoolArguments.Shape(
                step, Op.Window, step.Input(0), step.Input(1), step.Output(), step.Input(2), replaced: part.Sizes(step.Output()), isTurned: part.IsTurned));
        step.FillBorder(0, part.Dx);
    }
}
