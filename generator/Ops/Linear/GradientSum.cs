namespace Kiln.Generator.Ops;

/// <summary>
/// g = a + b, the gradient of a parameter that two layers share. It is added once for the whole batch, behind both contributions; the sum, not they, goes
/// onto what the caller accumulates. Inputs: the contributions in the order in which the backward pass reaches them.
/// </summary>
internal sealed record GradientSum : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) => reference.Output().Fill(i => reference.Input(0).Data[i] + reference.Input(1).Data[i]);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("bias", new GradientSum(), OpCase.Fixed(7), OpCase.Fixed(7)),
        new("weights", new GradientSum(), OpCase.Fixed(17, 3, 3, 2), OpCase.Fixed(17, 3, 3, 2)),
    ];
}
