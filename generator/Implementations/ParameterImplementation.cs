using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>A parameter lies as it is stored.</summary>
internal sealed class ParameterImplementation(Parameter op) : Implementation<Parameter>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) =>
        new(Op.Order == StorageOrder.OutputsLast ? MemoryOrder.OutputsLast : MemoryOrder.Natural);
}
