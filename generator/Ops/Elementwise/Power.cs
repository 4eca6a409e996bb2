using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = a^b; da = dy b a^(b - 1), db = dy y ln a, which is 0 where a is 0.</summary>
internal sealed record Power : ElementwiseOp
{
    public static Layer Layer { get; } = new("Power", call =>
        call.Has("exponent") ? PowerScalar.Of(call, call.Double("exponent")) : Broadcasting.Add(call, new Power(), call.Input(0), call.Input(1))) { IsFunction = true };

    public override int Operands => 1;

    public override Keeps Keeps => Keeps.Input | Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Pow(x, operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"global::Kiln.Kernels.VectorMath.Power({x}, {operands[0]})";

    public override void Differentiate(Gradient gradient)
    {
        Value dy = gradient.OutputGradient()!.Value, a = gradient.Input(0), b = gradient.Input(1);
        if (gradient.Needs(0))
            gradient.Contribute(0, gradient.Add(new Multiply(), gradient.Add(new Multiply(), dy, b), gradient.Add(new Power(), a, gradient.Add(new AddScalar(-1), b))));
        if (gradient.Needs(1)) gradient.Contribute(1, gradient.Add(new PowerExponentGradient(), dy, gradient.Output(), a));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Power(), 2, positive: true)
        .Select(item => item with { WithoutSubnormals = OpCase.ReciprocalOverflows });
}
