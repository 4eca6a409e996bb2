using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="PackVector"/> is computed.</summary>
internal sealed class PackVectorImplementation(PackVector op) : Implementation<PackVector>(op)
{
    public override void Write(StepBuilder step) =>
        step.Call("Packing", "PadCopy", step.InputAt(0), step.OutputAt(), Op.Length,
            Op.PackedFloats);
}
