using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x^c; dx = c dy x^(c - 1).</summary>
internal sealed record PowerScalar(double Exponent) : ElementwiseOp
{
    /// <summary>The op for an exponent: the usual ones have cheaper forms.</summary>
    public static Value Of(LayerCall call, double exponent) => exponent switch
    {
        1 => call.Input(),
        2 => call.Add(new Square(), call.Input()),
        0.5 => call.Add(new Sqrt(), call.Input()),
        -1 => call.Add(new DivideInto(1), call.Input()),
        _ => call.Add(new PowerScalar(exponent), call.Input()),
    };

    public override Keeps Keeps => Keeps.Input;

    public override EquatableArray<double> Scalars => [Exponent];

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Pow(x, Exponent);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"global::Kiln.Kernels.VectorMath.Power({x}, {scalars[0]})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new MultiplyScalar(Exponent), gradient.Add(new Multiply(), gradient.OutputGradient()!.Value, gradient.Add(new PowerScalar(Exponent - 1), gradient.Input(0)))));

    public static IEnumerable<OpCase> Cases =>
    [
        .. OpCase.EachRank(new PowerScalar(1.7), 1, positive: true),
        new("whole exponent of any sign of x", new PowerScalar(3), OpCase.Vector(21)),
        new("negative exponent", new PowerScalar(-1.5), OpCase.Vector(21)) { Positive = true, WithoutSubnormals = OpCase.ReciprocalOverflows },
    ];
}
