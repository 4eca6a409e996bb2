using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MatrixAsWeightImplementation(MatrixAsWeight op) : Implementation<MatrixAsWeight>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) =>
        new(Op.Back ? MemoryOrder.Natural : MemoryOrder.OutputsLast);

    public override void Write(StepBuilder step) => ReshapeImplementation.CopyAll(step);
}
