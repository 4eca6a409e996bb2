using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MatrixAsWeight"/> is computed.</summary>
internal sealed class MatrixAsWeightImplementation(MatrixAsWeight op) : Implementation<MatrixAsWeight>(op)
{
    public override void Emit(StepText step) => ReshapeImplementation.CopyAll(step);
}
