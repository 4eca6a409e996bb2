using Kiln.Generator.Evaluation;
using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = a + b. Also where a value has several consumers: their gradients are added.</summary>
internal sealed record Add : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Add", new Add(), right => new AddScalar(right), left => new AddScalar(left));

    public override Formula Formula => X + Operand;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Add(), 2);
}
