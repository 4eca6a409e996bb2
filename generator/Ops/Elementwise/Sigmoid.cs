using Kiln.Generator.Evaluation;
using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = 1 / (1 + exp(-x)), the logistic function.</summary>
internal sealed record Sigmoid : ElementwiseOp
{
    public static Layer Layer { get; } = new("Sigmoid", call => call.Add(new Sigmoid(), call.Input()));

    public override Formula Formula => Formula.Sigmoid(X);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new Sigmoid(), OpCase.Vector(21)),
        new("planes", new Sigmoid(), OpCase.Map(3, 4, 5)),
        new("many channels", new Sigmoid(), OpCase.Map(18, 3, 5)),
    ];
}
