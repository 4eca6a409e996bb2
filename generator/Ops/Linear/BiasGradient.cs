namespace Kiln.Generator.Ops;

/// <summary>
/// db[c] = sum over samples (and over the pixels of a map, or the tokens of a sequence) of dy[c]. The features of a sequence are its last
/// dimension, those of a map or signal its first.
/// </summary>
internal sealed record BiasGradient(bool FeaturesLast = false) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape.Fixed(FeaturesLast ? inputs[0].Shape[1] : inputs[0].Shape[0]));

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), bias = reference.Output();
        int pixels = dy.RowLength / bias.RowLength;
        dy.Visit((row, i) => bias.Data[FeaturesLast ? i % bias.RowLength : i / pixels] += dy[row, i]);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new BiasGradient(), OpCase.Vector(7)),
        new("tokens", new BiasGradient(FeaturesLast: true), OpCase.Sequence(5, 19)),
        new("planes", new BiasGradient(), OpCase.Map(3, 4, 5)),
        new("many channels", new BiasGradient(), OpCase.Map(19, 3, 2)),
    ];
}
