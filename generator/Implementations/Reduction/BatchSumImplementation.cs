using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchSum"/> is computed.</summary>
internal sealed class BatchSumImplementation(BatchSum op) : ReductionImplementation<BatchSum>(op)
{
    public override bool IsOverBatch => true;

    public override void Write(StepBuilder step) => Write(step, step.Accumulate);
}
