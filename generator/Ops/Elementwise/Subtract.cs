using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = a - b.</summary>
internal sealed record Subtract : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Subtract", new Subtract(), right => new AddScalar(-right), left => new SubtractFrom(left));

    public override Formula Formula => X - Operand;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Subtract(), 2);
}
