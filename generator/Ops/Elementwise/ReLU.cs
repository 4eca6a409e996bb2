using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = max(x, 0) (Nair and Hinton 2010). NaN stays NaN.</summary>
internal sealed record ReLU : ElementwiseOp
{
    public static Layer Layer { get; } = new("ReLU", call => call.Add(new ReLU(), call.Input()));

    public override Formula Formula => Formula.Max(0, X);

    protected internal override Formula? Backward(int input) => Formula.WhereLessOrEqual(Y, 0, 0, Dy);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new ReLU(), 1);
}
