using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LossShare"/> is computed.</summary>
internal sealed class LossShareImplementation(LossShare op) : Implementation<LossShare>(op)
{
    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.MeanLoss.Share",
            $"ref {step.InputAt(0)}", SourceWriter.Number(step.InputStride(0)), $"ref {step.OutputAt()}", SourceWriter.Number(step.OutputStride()), "batch",
            MeanLossImplementation.DivisorText(step, denominator: 0, weights: 0), MeanLossImplementation.DivisorText(step, Op.Denominator, weights: 1));
}
