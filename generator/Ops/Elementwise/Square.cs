using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x^2; dx = 2 x dy.</summary>
internal sealed record Square : ElementwiseOp
{
    public static Layer Layer { get; } = new("Square", call => call.Add(new Square(), call.Input())) { IsFunction = true };

    public override Formula Formula => X * X;

    protected internal override Formula? Backward(int input) => Dy * X * 2;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Square(), 1);
}
