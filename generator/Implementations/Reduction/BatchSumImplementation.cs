using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchSum"/> is computed.</summary>
internal sealed class BatchSumImplementation(BatchSum op) : ReductionImplementation<BatchSum>(op)
{
    public override (string Items, string Cost) Work(StepText step) => new ReductionText(Loops(step), ofResult: 1, step.InputStride(0)).Work(step.Batch);

    public override void Emit(StepText step) => Emit(step, step.Accumulate);
}
