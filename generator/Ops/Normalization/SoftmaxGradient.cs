using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>dx[c] = y[c] (dy[c] - sum over k of dy[k] y[k]). Inputs: dy, y.</summary>
internal sealed record SoftmaxGradient : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(0), y = reference.Input(1), dx = reference.Output();
        for (int row = 0; row < dy.Rows; row++)
        {
            double dot = 0;
            for (int c = 0; c < dy.RowLength; c++) dot += dy[row, c] * y[row, c];
            for (int c = 0; c < dy.RowLength; c++) dx[row, c] = y[row, c] * (dy[row, c] - dot);
        }
    }

    public override void Emit(StepText step) => step.Call("global::Kiln.Kernels.Softmax.Gradient", $"ref {step.InputAt(1)}", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", "1", SourceWriter.Number(step.OutputType().Shape[0]), "0");
}
