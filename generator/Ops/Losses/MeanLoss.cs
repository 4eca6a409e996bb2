namespace Kiln.Generator.Ops;

/// <summary>
/// The loss of a batch: sum of the rows' losses / sum of their weights, added in row order; 0 if the weights add up to 0, because then nothing counts. Inputs:
/// losses, and weights where they are not all 1; outputs: the mean, and for each row scale / sum of weights, the gradient of its loss (scale is the caller's,
/// 1 by default). <paramref name="Denominator"/> numbers the sum of weights among those of the network; 0 is the number of rows.
/// </summary>
internal sealed record MeanLoss(int Denominator = 0) : Op
{
    public override IReadOnlyList<string> OutputNames => ["", "Gradient"];

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Inferred.Of(TensorType.Float(Shape.Fixed()), TensorType.Float(inputs[0].Shape));

    public override void Evaluate(Reference reference)
    {
        double sum = reference.Input(0).Data.Sum(), weight = reference.InputCount == 1 ? reference.Input(0).Rows : reference.Input(1).Data.Sum();
        reference.Output(0).Data[0] = weight == 0 ? 0 : sum / weight;
        reference.Output(1).Fill(_ => weight == 0 ? 0 : reference.Settings.Scale / weight);
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, gradient.Output(1));

    private const string IsRoot = "differentiation starts at it, so that nothing can follow it";

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with { WithoutLayer = IsRoot, WithoutParameters = IsRoot, WithoutGradient = IsRoot },
        new("rows", new MeanLoss(), OpCase.Number, OpCase.Number) { Kinds = [(1, InputKind.Weight)] },
        new("rows of weight 1", new MeanLoss(), OpCase.Number));
}
