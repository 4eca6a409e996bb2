using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = 1 / (1 + exp(-x)), the logistic function.</summary>
internal sealed record Sigmoid : ElementwiseOp
{
    public static Layer Layer { get; } = new("Sigmoid", call => call.Add(new Sigmoid(), call.Input()));

    public override Formula Formula => Formula.Sigmoid(X);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Sigmoid(), 1);
}
