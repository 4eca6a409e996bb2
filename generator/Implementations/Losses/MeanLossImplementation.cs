using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MeanLoss"/> is computed.</summary>
internal sealed class MeanLossImplementation(MeanLoss op) : Implementation<MeanLoss>(op)
{
    public override bool IsOptional(int output) => output == 1;

    public override void Emit(StepText step)
    {
        string losses = $"ref {step.InputAt(0)}, {SourceWriter.Number(step.InputStride(0))}";
        step.Writer.Line($"double weight = {DivisorText(step, Op.Denominator, step.Node.Inputs.Count - 1)};");
        step.Writer.Line($"{step.OutputAt()} = global::Kiln.Kernels.MeanLoss.Run({losses}, batch, weight);");
        if (step.HasOutput(1))
            step.Call("global::Kiln.Kernels.MeanLoss.Seed",
                $"ref {step.OutputAt(1)}", SourceWriter.Number(step.OutputStride(1)), "batch", "kiln.Scale", "weight");
    }

    /// <summary>
    /// What a loss is divided by, as source: the core notes the batch's own sum, and knows that of a group of batches where there is one. Input 0 stands for no
    /// weights.
    /// </summary>
    internal static string DivisorText(StepText step, int denominator, int weights)
    {
        string sum = weights == 0
            ? "batch"
            : $"global::Kiln.Kernels.Reductions.Sum(ref {step.InputAt(weights)}, batch, {SourceWriter.Number(step.InputStride(weights))})";
        return $"kiln.Divisor({SourceWriter.Number(denominator)}, {sum})";
    }
}
