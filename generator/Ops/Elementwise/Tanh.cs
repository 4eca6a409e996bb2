using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = tanh(x).</summary>
internal sealed record Tanh : ElementwiseOp
{
    public static Layer Layer { get; } = new("Tanh", call => call.Add(new Tanh(), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Tanh(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"global::Kiln.Kernels.VectorMath.Tanh({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new TanhGradient(), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new Tanh(), OpCase.Vector(21)),
        new("planes", new Tanh(), OpCase.Map(3, 4, 5)),
        new("many channels", new Tanh(), OpCase.Map(18, 3, 5)),
    ];
}
