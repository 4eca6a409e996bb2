namespace Kiln.Generator.Ops;

/// <summary>dx = dloss 2 (x - t) / elements. Inputs: prediction, target, the gradient of the row's loss.</summary>
internal sealed record MeanSquaredErrorGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1), dloss = reference.Input(2);
        reference.Output().Fill((row, i) => dloss.Data[row] * 2 * (x[row, i] - target[row, i]) / x.RowLength);
    }

    public static IEnumerable<OpCase> Cases =>
        MeanSquaredError.Cases.Select(c => c.For(new MeanSquaredErrorGradient(), c.Inputs[0], c.Inputs[1], OpCase.Number));
}
