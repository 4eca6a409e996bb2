using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y[c] = exp(x[c] - max x) / sum of the same: probabilities over the elements of a vector.</summary>
internal sealed record Softmax : Op
{
    public static Layer Layer { get; } = new("Softmax", call =>
        call.InputShape().Rank == 1 ? call.Add(new Softmax(), call.Input()) : throw call.Fail(ShapeProblems.NeedsVector, "Softmax", call.InputShape()));

    public override Keeps Keeps => Keeps.Output;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        for (int row = 0; row < x.Rows; row++) Row(x, row).CopyTo(y.Data, row * x.RowLength);
    }

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new SoftmaxGradient(), gradient.OutputGradient()!.Value, gradient.Output()));

    /// <summary>The probabilities of one row of logits.</summary>
    internal static double[] Row(Tensor x, int row)
    {
        var y = new double[x.RowLength];
        double largest = double.NegativeInfinity, sum = 0;
        for (int c = 0; c < y.Length; c++) largest = Math.Max(largest, x[row, c]);
        for (int c = 0; c < y.Length; c++) sum += y[c] = Math.Exp(x[row, c] - largest);
        for (int c = 0; c < y.Length; c++) y[c] /= sum;
        return y;
    }

    public override void Emit(StepText step) => step.Call("global::Kiln.Kernels.Softmax.Rows", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", "1", SourceWriter.Number(step.OutputType().Shape[0]), "0");
}
