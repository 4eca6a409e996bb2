using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="AsOneSample"/> is computed.</summary>
internal sealed class AsOneSampleImplementation(AsOneSample op) : Implementation<AsOneSample>(op)
{
    public override string? Title(LaidOutType output) => null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Orders.Preferred(outputs[0].Shape);

    public override void Write(StepBuilder step) => StridedCopy.WriteWhole(step);
}
