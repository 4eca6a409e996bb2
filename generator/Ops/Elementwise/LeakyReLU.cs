using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x where x > 0, else slope * x (Maas et al. 2013). With slope >= 0, y > 0 exactly where x > 0, so backward keeps y.</summary>
internal sealed record LeakyReLU(double Slope) : ElementwiseOp
{
    public static Layer Layer { get; } = new("LeakyReLU", call =>
        call.Add(new LeakyReLU(call.InRange("slope", call.Double("slope") is >= 0 and < 1, "at least 0 and less than 1")), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override EquatableArray<double> Scalars => [Slope];

    public override double Apply(double x, ReadOnlySpan<double> operands) => x > 0 ? x : Slope * x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({x}, {vector.Zero}), {x}, {x} * {scalars[0]})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new LeakyReLUGradient(Slope), gradient.OutputGradient()!.Value, gradient.Output()));
}
