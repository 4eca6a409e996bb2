using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x^2; dx = 2 x dy.</summary>
internal sealed record Square : ElementwiseOp
{
    public static Layer Layer { get; } = new("Square", call => call.Add(new Square(), call.Input())) { IsFunction = true };

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} * {x}";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new MultiplyScalar(2), gradient.Add(new Multiply(), gradient.OutputGradient()!.Value, gradient.Input(0))));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Square(), 1);
}
