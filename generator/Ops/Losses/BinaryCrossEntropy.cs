namespace Kiln.Generator.Ops;

/// <summary>
/// Cross-entropy of logits x against targets t in [0, 1], mean over the elements of a row: max(x, 0) - x t + log(1 + exp(-|x|)), the form that never overflows.
/// </summary>
internal sealed record BinaryCrossEntropy : ElementLoss
{
    public static Layer Layer { get; } = new("BinaryCrossEntropy", call => call.Add(new BinaryCrossEntropy(), call.Input(0), call.Input(1)), TensorType.Float);

    protected override double Of(double x, double t) => Math.Max(x, 0) - (x * t) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>dt = -dloss x / elements: a target may be trained, too.</summary>
    public override void Differentiate(Gradient gradient)
    {
        Value dloss = gradient.Dy;
        Shape shape = gradient.InputShape(0);
        gradient.Contribute(0, new BinaryCrossEntropyGradient(), gradient.Input(0), gradient.Input(1), dloss);
        if (!gradient.Needs(1)) return;
        Value each = gradient.Add(new Broadcast(shape, Enumerable.Range(0, shape.Rank).ToEquatableArray()), dloss);
        gradient.Contribute(1, new Multiply(), each, gradient.Add(new MultiplyScalar(-1.0 / shape.ElementCount), gradient.Input(0)));
    }

    public static IReadOnlyList<OpCase> Cases => CasesOf(new BinaryCrossEntropy());
}
