using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class Int8PackWeightsImplementation(Int8PackWeights op) : Implementation<Int8PackWeights>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) =>
        step.Call(Op.Kernel.Class, Op.Kernel.Prefix + "Weights", [step.InputAt(0), step.OutputAt(), .. Op.Kernel.Shapes]);
}
