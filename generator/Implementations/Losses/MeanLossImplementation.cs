using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MeanLossImplementation(MeanLoss op) : Implementation<MeanLoss>(op, Traits.OverBatch)
{
    public override bool IsOptional(int output) => output == 1;

    public override void Write(StepBuilder step)
    {
        step.Add(new Statement.LetReal("weight", Divisor(step, Op.Denominator, step.Node.Inputs.Count - 1)));
        var weight = new Argument.Named("weight");
        step.Store(step.OutputAt(), new Callee.Method("MeanLoss", "Run"), step.InputAt(0), step.InputStride(0), Expression.Batch, weight);
        if (step.HasOutput(1)) step.Call("MeanLoss", "Seed", step.OutputAt(1), step.OutputStride(1), Expression.Batch, Argument.Scale, weight);
    }

    /// <summary>
    /// The divisor of a loss: the core notes the batch's own sum, and knows that of a group of batches if there is one. Input 0 means no weights.
    /// </summary>
    internal static Argument Divisor(StepBuilder step, int denominator, int weights) => new Argument.Divisor(
        denominator, weights == 0 ? Expression.Batch : new Argument.Result(new Statement.Call(
            new Callee.Method("Reductions", "Sum"), [step.InputAt(weights), Expression.Batch, step.InputStride(weights)])));
}
