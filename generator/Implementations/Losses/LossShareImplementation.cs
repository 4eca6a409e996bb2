using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class LossShareImplementation(LossShare op) : Implementation<LossShare>(op, Traits.OverBatch)
{
    public override void Write(StepBuilder step) =>
        step.Call("MeanLoss", "Share",
            step.InputAt(0), step.InputStride(0), step.OutputAt(), step.OutputStride(), Expression.Batch,
            MeanLossImplementation.Divisor(step, denominator: 0, weights: 0), MeanLossImplementation.Divisor(step, Op.Denominator, weights: 1));
}
