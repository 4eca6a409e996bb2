namespace Kiln.Generator.Ops;

/// <summary>dx = dloss (sigmoid(x) - t) / elements. Inputs: logits, targets, the gradient of the row's loss.</summary>
internal sealed record BinaryCrossEntropyGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1), dx = reference.Output();
        for (int i = 0; i < x.Data.Length; i++)
            dx.Data[i] = reference.Input(2).Data[i / x.RowLength] * ((1 / (1 + Math.Exp(-x.Data[i]))) - target.Data[i]) / x.RowLength;
    }

    public static IEnumerable<OpCase> Cases =>
        BinaryCrossEntropy.Cases.Select(c => new OpCase(c.Name, new BinaryCrossEntropyGradient(), c.Inputs[0], c.Inputs[1], OpCase.Number));
}
