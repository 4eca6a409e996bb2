using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x where x > 0, else alpha (e^x - 1) (Clevert et al. 2016). With alpha >= 0, y > 0 exactly where x > 0, so backward keeps y.</summary>
internal sealed record ELU(double Alpha) : ElementwiseOp
{
    public static Layer Layer { get; } = new("ELU", call =>
        call.Add(new ELU(call.InRange("alpha", call.Double("alpha") >= 0, "at least 0")), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override EquatableArray<double> Scalars => [Alpha];

    public override double Apply(double x, ReadOnlySpan<double> operands) => x > 0 ? x : Alpha * SpecialFunctions.ExpM1(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({x}, {vector.Zero}), {x}, {scalars[0]} * global::Kiln.Kernels.VectorMath.ExpMinusOne({x}))";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new ELUGradient(1, Alpha), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new ELU(1.2), 1);
}
