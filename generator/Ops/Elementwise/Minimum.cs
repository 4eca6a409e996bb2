using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = the smaller of a and b; NaN where either is NaN. The gradient of a tie goes to a, that of NaN to both.</summary>
internal sealed record Minimum : ElementwiseOp
{
    public static Layer Layer { get; } = new("Minimum", call => Broadcasting.Add(call, new Minimum(), call.Input(0), call.Input(1))) { IsFunction = true };

    public override int Operands => 1;

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Min(x, operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{vector.Class}.Min({x}, {operands[0]})";

    public override void Differentiate(Gradient gradient)
    {
        Value dy = gradient.OutputGradient()!.Value;
        if (gradient.Needs(0)) gradient.Contribute(0, gradient.Add(new WhereAtLeast(), dy, gradient.Input(1), gradient.Input(0)));
        if (gradient.Needs(1)) gradient.Contribute(1, gradient.Add(new WhereLess(), dy, gradient.Input(1), gradient.Input(0)));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Minimum(), 2);
}
