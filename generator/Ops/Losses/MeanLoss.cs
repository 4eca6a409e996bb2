using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// The loss of a batch: sum of the rows' losses / sum of their weights, added in row order. Inputs: losses, weights; outputs: the mean
/// and scale / sum of weights, which is the gradient of every row's loss (scale is the caller's, 1 by default).
/// </summary>
internal sealed record MeanLoss : Op
{
    public override bool BatchCoupled => true;

    public override bool IsOptional(int output) => output == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Inferred.Of(TensorType.Float(Shape.Fixed()), TensorType.Float(Shape.Fixed()));

    public override void Evaluate(Reference reference)
    {
        double sum = reference.Input(0).Data.Sum(), weight = reference.Input(1).Data.Sum();
        reference.Output(0).Data[0] = sum / weight;
        reference.Output(1).Data[0] = reference.Settings.Scale / weight;
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, gradient.Output(1));

    public override void Emit(StepText step)
    {
        step.Writer.Line($"{step.OutputAt()} = global::Kiln.Kernels.MeanLoss.Run(ref {step.InputAt(0)}, ref {step.InputAt(1)}, batch, kiln.Scale, out float seed);");
        if (step.HasOutput(1)) step.Writer.Line($"{step.OutputAt(1)} = seed;");
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("rows", new MeanLoss(), OpCase.Number, OpCase.Number),
    ];
}
