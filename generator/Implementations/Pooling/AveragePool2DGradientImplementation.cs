using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class AveragePool2DGradientImplementation(AveragePool2DGradient op) : Implementation<AveragePool2DGradient>(op, Traits.ByStrides)
{
    public override void Write(StepBuilder step)
    {
        PoolGradientPart part = PoolGradientPart.Cut(step, Op.Forward.Window, step.Input(0));
        step.Call(PoolArguments.IsChannelsLast(step) ? KernelFamily.AveragePoolGradient : KernelFamily.PlanarAveragePoolGradient,
            step.InputAt(0, part.OffsetOfDy(step.Input(0))), step.OutputAt(0, part.OffsetOfDx(step.Output())),
            PoolArguments.Shape(
                step, Op.Forward.Window, step.Output(), step.Input(0), step.Output(), step.Input(0), Op.Forward.CountPadding,
                part.Sizes(step.Output()), part.IsTurned));
        step.FillBorder(0, part.Dx);
    }
}
