using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class UpsampleGradientImplementation(UpsampleGradient op) : Implementation<UpsampleGradient>(op, Traits.ByStrides)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override void Write(StepBuilder step) => UpsampleImplementation.Write(Op.Forward, step, $"{Op.Forward.Interpolation}Gradient", step.Output());
}
