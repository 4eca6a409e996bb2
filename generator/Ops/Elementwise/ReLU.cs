using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = max(x, 0) (Nair and Hinton 2010). NaN stays NaN.</summary>
internal sealed record ReLU : ElementwiseOp
{
    public static Layer Layer { get; } = new("ReLU", call => call.Add(new ReLU(), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x < 0 ? 0 : x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        vector.MaxNative(vector.Zero, x);

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new ReLUGradient(), gradient.OutputGradient()!.Value, gradient.Output()));
}
