using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = tanh(x).</summary>
internal sealed record Tanh : ElementwiseOp
{
    public static Layer Layer { get; } = new("Tanh", call => call.Add(new Tanh(), call.Input()));

    public override Formula Formula => Formula.Tanh(X);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Tanh(), 1);
}
