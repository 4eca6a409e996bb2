using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = a / b. da = dy / b, db = -(da y).</summary>
internal sealed record Divide : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Divide", new Divide(), right => new MultiplyScalar(1 / right), left => new DivideInto(left));

    public override Formula Formula => X / Operand;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Divide(), 2, positive: true)
        .Select(item => item with { WithoutSubnormals = OpCase.ReciprocalOverflows });
}
