namespace Kiln.Generator.Ops;

/// <summary>g = a, where the gradient of a parameter was computed by an op that only stores: this one goes onto what the caller accumulates.</summary>
internal sealed record GradientCopy : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public static IReadOnlyList<OpCase> Cases => [new("bias", new GradientCopy(), OpCase.Fixed(7)) { WithoutSpecialValues = "nothing is computed" }];
}
