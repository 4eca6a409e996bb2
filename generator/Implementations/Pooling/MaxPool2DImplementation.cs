using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MaxPool2DImplementation(MaxPool2D op) : Implementation<MaxPool2D>(op, Traits.ByStrides)
{
    public override string? Title(LaidOutType output) => PoolArguments.Title(output);

    public override void Write(StepBuilder step) => PoolArguments.WriteForward(step, Op.Window, KernelFamily.MaxPool, KernelFamily.PlanarMaxPool);
}
