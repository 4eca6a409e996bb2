namespace Kiln.Generator.Ops;

/// <summary>y = a / b. da = dy / b, db = -(da y).</summary>
internal sealed record Divide() : ElementwiseOp(X / Operand)
{
    public static Layer Layer { get; } = ElementwiseLayer.Operator(new Divide(), right => new MultiplyScalar(1 / right), left => new DivideInto(left));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Divide(), positive: true, OpCase.ReciprocalOverflows);
}
