using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class PackVectorImplementation(PackVector op) : Implementation<PackVector>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) => step.Call("Packing", "PadCopy", step.InputAt(0), step.OutputAt(), Op.Length, Op.PackedFloats);
}
