namespace Kiln.Generator.Ops;

/// <summary>
/// dx[c] = dloss (p[c] sum over k of q[k] - q[c]) at each position, with p = softmax(x) and q the weighted, smoothed target. Inputs: logits, class
/// indices, the gradient of the row's loss.
/// </summary>
internal sealed record SoftmaxCrossEntropyGradient(SoftmaxCrossEntropy Forward) : Op
{
    protected internal override string Detail => Forward.ToString();

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1), dx = reference.Output();
        for (int row = 0; row < x.Rows; row++)
            for (int position = 0; position < target.RowLength; position++)
            {
                int t = (int)target[row, position];
                if (t == Forward.IgnoreIndex) continue;
                double[] p = Softmax.Row(SoftmaxCrossEntropy.Logits(x, row, position)), q = new double[p.Length];
                double total = 0;
                for (int c = 0; c < p.Length; c++)
                    total += q[c] = Forward.Weight(c) * ((Forward.LabelSmoothing / p.Length) + (c == t ? 1 - Forward.LabelSmoothing : 0));
                for (int c = 0; c < p.Length; c++)
                    dx[row, SoftmaxCrossEntropy.Place(x.Shape, position, c)] = reference.Input(2).Data[row] * ((p[c] * total) - q[c]);
            }
    }

    public static IEnumerable<OpCase> Cases => SoftmaxCrossEntropy.Cases
        .Select(c => c.For(new SoftmaxCrossEntropyGradient((SoftmaxCrossEntropy)c.Op), c.Inputs[0], c.Inputs[1], OpCase.Number) with
        {
            WithoutSpecialValues = "the gradient of a mean is finite", OrdinaryInputs = [2],
        });
}
