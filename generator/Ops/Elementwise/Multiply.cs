using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = a b, element by element (the Hadamard product).</summary>
internal sealed record Multiply : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Multiply", new Multiply(), right => new MultiplyScalar(right), left => new MultiplyScalar(left));

    public override Formula Formula => X * Operand;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Multiply(), 2);
}
