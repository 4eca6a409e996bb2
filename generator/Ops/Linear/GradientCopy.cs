namespace Kiln.Generator.Ops;

/// <summary>g = a, where the gradient of a parameter was computed by an op that only stores: this one goes onto what the caller accumulates.</summary>
internal sealed record GradientCopy : CopyOp
{
    public static IReadOnlyList<OpCase> Cases => [new("bias", new GradientCopy(), OpCase.Fixed(7)) { WithoutSpecialValues = "nothing is computed" }];
}
