namespace Kiln.Generator.Ops;

/// <summary>y = x, and no gradient flows back through it. Gone before memory is planned.</summary>
internal sealed record StopGradient : Op
{
    public override bool WorksOnParameters => true;

    public static Layer Layer { get; } = new("StopGradient", call => call.Add(new StopGradient(), call.Input())) { IsFunction = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new StopGradient(), 1)
        .Select(item => item with { WithoutGradient = "it stops gradients" });
}
