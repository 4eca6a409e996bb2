using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class Int8PackRequantizationImplementation(Int8PackRequantization op) : Implementation<Int8PackRequantization>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) => step.Call(
        Op.Kernel.Class, Op.Kernel.Prefix + "Requantization",
        [.. Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input)), step.OutputAt(), .. Op.Kernel.Shapes]);
}
