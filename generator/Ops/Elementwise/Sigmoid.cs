using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = 1 / (1 + exp(-x)), the logistic function.</summary>
internal sealed record Sigmoid : ElementwiseOp
{
    public static Layer Layer { get; } = new("Sigmoid", call => call.Add(new Sigmoid(), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => 1 / (1 + Math.Exp(-x));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"global::Kiln.Kernels.VectorMath.Sigmoid({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new SigmoidGradient(), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new Sigmoid(), OpCase.Vector(21)),
        new("planes", new Sigmoid(), OpCase.Map(3, 4, 5)),
        new("many channels", new Sigmoid(), OpCase.Map(18, 3, 5)),
    ];
}
