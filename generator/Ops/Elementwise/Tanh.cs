using Kiln.Generator.Evaluation;
using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = tanh(x).</summary>
internal sealed record Tanh : ElementwiseOp
{
    public static Layer Layer { get; } = new("Tanh", call => call.Add(new Tanh(), call.Input()));

    public override Formula Formula => Formula.Tanh(X);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new Tanh(), OpCase.Vector(21)),
        new("planes", new Tanh(), OpCase.Map(3, 4, 5)),
        new("many channels", new Tanh(), OpCase.Map(18, 3, 5)),
    ];
}
