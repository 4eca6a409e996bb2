using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class AveragePool2DImplementation(AveragePool2D op) : Implementation<AveragePool2D>(op, Traits.ByStrides)
{
    public override string? Title(LaidOutType output) => PoolArguments.Title(output);

    public override void Write(StepBuilder step) =>
        PoolArguments.WriteForward(step, Op.Window, KernelFamily.AveragePool, KernelFamily.PlanarAveragePool, Op.CountPadding);
}
