using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = the larger of a and b; NaN where either is NaN. The gradient of a tie goes to a, that of NaN to both.</summary>
internal sealed record Maximum : ElementwiseOp
{
    public static Layer Layer { get; } = new("Maximum", call => Broadcasting.Add(call, new Maximum(), call.Input(0), call.Input(1))) { IsFunction = true };

    public override int Operands => 1;

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Max(x, operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{vector.Class}.Max({x}, {operands[0]})";

    public override void Differentiate(Gradient gradient)
    {
        Value dy = gradient.OutputGradient()!.Value;
        if (gradient.Needs(0)) gradient.Contribute(0, gradient.Add(new WhereAtLeast(), dy, gradient.Input(0), gradient.Input(1)));
        if (gradient.Needs(1)) gradient.Contribute(1, gradient.Add(new WhereLess(), dy, gradient.Input(0), gradient.Input(1)));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Maximum(), 2);
}
