using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class AsOneSampleImplementation(AsOneSample op) : Implementation<AsOneSample>(op, title: null)
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Outputs[0].Shape);

    public override void Write(StepBuilder step) => StridedCopy.WriteWhole(step);
}
