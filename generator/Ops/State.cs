namespace Kiln.Generator.Ops;

/// <summary>A tensor of running statistics: saved with the weights, never optimised.</summary>
internal sealed record State(Shape Shape, double Initial) : StoredOp(Shape)
{
    public override StoredKind Kind => StoredKind.State;

    public static IReadOnlyList<OpCase> Cases => [new("channels", new State(Shape.Fixed(19), 1)) { WithoutSpecialValues = "nothing is computed" }];
}
