namespace Kiln.Generator.Ops;

/// <summary>dx = dloss (sigmoid(x) - t) / elements. Inputs: logits, targets, the gradient of the row's loss.</summary>
internal sealed record BinaryCrossEntropyGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1), dloss = reference.Input(2);
        reference.Output().Fill((row, i) => dloss.Data[row] * ((1 / (1 + Math.Exp(-x[row, i]))) - target[row, i]) / x.RowLength);
    }

    public static IEnumerable<OpCase> Cases =>
        BinaryCrossEntropy.Cases.Select(c => c.For(new BinaryCrossEntropyGradient(), c.Inputs[0], c.Inputs[1], OpCase.Number));
}
