namespace Kiln.Generator.Ops;

/// <summary>
/// The table of sinusoidal positions (Vaswani et al. 2017, section 3.5): P[t][2i] = sin(t / 10000^(2i / features)),
/// P[t][2i + 1] = cos of the same. It depends on nothing, so it is computed once, when the weights are packed.
/// </summary>
internal sealed record Sinusoids(int Length, int Features) : Op(WorksOnParameters: true)
{
    protected internal override string Detail => FormattableString.Invariant($"{Length}, {Features}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape.Fixed(Length, Features));

    public override void Evaluate(Reference reference) => reference.Output().Fill(place =>
    {
        int t = place / Features, i = place % Features;
        double angle = t / Math.Pow(10000, (double)(i - (i % 2)) / Features);
        return i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
    });

    public static IReadOnlyList<OpCase> Cases => [new("positions", new Sinusoids(5, 7)) { WithoutSpecialValues = "a constant" }];
}
