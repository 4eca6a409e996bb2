using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// The loss of a batch: sum of the rows' losses / sum of their weights, added in row order. Inputs: losses, and weights where they are not all 1; outputs: the mean, and for
/// each row scale / sum of weights, the gradient of its loss (scale is the caller's, 1 by default).
/// </summary>
internal sealed record MeanLoss : Op
{
    public override bool BatchCoupled => true;

    public override bool IsOptional(int output) => output == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Inferred.Of(TensorType.Float(Shape.Fixed()), TensorType.Float(inputs[0].Shape));

    public override void Evaluate(Reference reference)
    {
        double sum = reference.Input(0).Data.Sum(), weight = reference.InputCount == 1 ? reference.Input(0).Rows : reference.Input(1).Data.Sum();
        reference.Output(0).Data[0] = sum / weight;
        for (int row = 0; row < reference.Output(1).Rows; row++) reference.Output(1).Data[row] = reference.Settings.Scale / weight;
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, gradient.Output(1));

    public override void Emit(StepText step)
    {
        string weights = step.Node.Inputs.Count == 1 ? "" : $"ref {step.InputAt(1)}, {SourceWriter.Number(step.InputStride(1))}, ";
        step.Writer.Line($"{step.OutputAt()} = global::Kiln.Kernels.MeanLoss.Run(ref {step.InputAt(0)}, {SourceWriter.Number(step.InputStride(0))}, {weights}batch, out double weight);");
        if (step.HasOutput(1)) step.Call("global::Kiln.Kernels.MeanLoss.Seed", $"ref {step.OutputAt(1)}", SourceWriter.Number(step.OutputStride(1)), "batch", "kiln.Scale", "weight");
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("rows", new MeanLoss(), OpCase.Number, OpCase.Number),
        new("rows of weight 1", new MeanLoss(), OpCase.Number),
    ];
}
