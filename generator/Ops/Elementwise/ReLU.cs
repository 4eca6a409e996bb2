using Kiln.Generator.Evaluation;
using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = max(x, 0) (Nair and Hinton 2010). NaN stays NaN.</summary>
internal sealed record ReLU : ElementwiseOp
{
    public static Layer Layer { get; } = new("ReLU", call => call.Add(new ReLU(), call.Input()));

    public override Formula Formula => Formula.Max(0, X);

    protected internal override Formula? Backward(int input) => Formula.WhereLessOrEqual(Y, 0, 0, Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new ReLU(), OpCase.Vector(21)),
        new("planes", new ReLU(), OpCase.Map(3, 4, 5)),
        new("many channels", new ReLU(), OpCase.Map(18, 3, 5)),
    ];
}
