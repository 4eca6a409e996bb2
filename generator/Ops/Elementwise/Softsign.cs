using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x / (1 + |x|) (Bergstra et al. 2009).</summary>
internal sealed record Softsign : ElementwiseOp
{
    public static Layer Layer { get; } = new("Softsign", call => call.Add(new Softsign(), call.Input()));

    public override Formula Formula => X / (1 + Formula.Abs(X));

    protected internal override Formula? Backward(int input) => Dy / ((1 + Formula.Abs(X)) * (1 + Formula.Abs(X)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Softsign(), 1);
}
