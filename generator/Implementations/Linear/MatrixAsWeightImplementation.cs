using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MatrixAsWeight"/> is computed.</summary>
internal sealed class MatrixAsWeightImplementation(MatrixAsWeight op) : Implementation<MatrixAsWeight>(op)
{
    public override void Write(StepBuilder step) => ReshapeImplementation.CopyAll(step);
}
