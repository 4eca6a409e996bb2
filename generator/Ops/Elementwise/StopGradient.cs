namespace Kiln.Generator.Ops;

/// <summary>y = x, and no gradient flows back through it. Gone before memory is planned.</summary>
internal sealed record StopGradient() : Op(WorksOnParameters: true)
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new StopGradient()).Select(item => item with { WithoutGradient = "it stops gradients" });
}
