using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// The loss of a batch: sum of the rows' losses / sum of their weights, added in row order; 0 if the weights add up to 0, because then nothing counts. Inputs:
/// losses, and weights where they are not all 1; outputs: the mean, and for each row scale / sum of weights, the gradient of its loss (scale is the caller's,
/// 1 by default). <paramref name="Denominator"/> numbers the sum of weights among those of the network; 0 is the number of rows.
/// </summary>
internal sealed record MeanLoss(int Denominator = 0) : Op
{
    public override bool BatchCoupled => true;

    public override bool IsOptional(int output) => output == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Inferred.Of(TensorType.Float(Shape.Fixed()), TensorType.Float(inputs[0].Shape));

    public override void Evaluate(Reference reference)
    {
        double sum = reference.Input(0).Data.Sum(), weight = reference.InputCount == 1 ? reference.Input(0).Rows : reference.Input(1).Data.Sum();
        reference.Output(0).Data[0] = weight == 0 ? 0 : sum / weight;
        for (int row = 0; row < reference.Output(1).Rows; row++) reference.Output(1).Data[row] = weight == 0 ? 0 : reference.Settings.Scale / weight;
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, gradient.Output(1));

    public override void Emit(StepText step)
    {
        string losses = $"ref {step.InputAt(0)}, {SourceWriter.Number(step.InputStride(0))}";
        step.Writer.Line($"double weight = {DivisorText(step, Denominator, step.Node.Inputs.Count - 1)};");
        step.Writer.Line($"{step.OutputAt()} = global::Kiln.Kernels.MeanLoss.Run({losses}, batch, weight);");
        if (step.HasOutput(1))
            step.Call("global::Kiln.Kernels.MeanLoss.Seed",
                $"ref {step.OutputAt(1)}", SourceWriter.Number(step.OutputStride(1)), "batch", "kiln.Scale", "weight");
    }

    /// <summary>
    /// What a loss is divided by, as source: the core notes the batch's own sum, and knows that of a group of batches where there is one. Input 0 means no
    /// weights.
    /// </summary>
    internal static string DivisorText(StepText step, int denominator, int weights)
    {
        string sum = weights == 0
            ? "batch"
            : $"global::Kiln.Kernels.Reductions.Sum(ref {step.InputAt(weights)}, batch, {SourceWriter.Number(step.InputStride(weights))})";
        return $"kiln.Divisor({SourceWriter.Number(denominator)}, {sum})";
    }

    private const string IsRoot = "differentiation starts at it, so that nothing can follow it";

    public static IEnumerable<OpCase> Cases => Rows.Select(item => item with { WithoutLayer = IsRoot, WithoutParameters = IsRoot, WithoutGradient = IsRoot });

    private static IReadOnlyList<OpCase> Rows =>
    [
        new("rows", new MeanLoss(), OpCase.Number, OpCase.Number) { Kinds = [(1, InputKind.Weight)] },
        new("rows of weight 1", new MeanLoss(), OpCase.Number),
    ];
}
