using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x^c; dx = c dy x^(c - 1).</summary>
internal sealed record PowerScalar(double Exponent) : ElementwiseOp(Formula.Power(X, Scalar(0)), Exponent, Exponent - 1)
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

    protected internal override Formula? Backward(int input) => Dy * Formula.Power(X, Scalar(1)) * Scalar(0);

    public static IEnumerable<OpCase> Cases =>
    [
        .. OpCase.EachRank(new PowerScalar(1.7), positive: true),
        new("whole exponent of any sign of x", new PowerScalar(3), OpCase.Vector(21)),
        new("negative exponent", new PowerScalar(-1.5), OpCase.Vector(21)) { Positive = true, WithoutSubnormals = OpCase.ReciprocalOverflows },
    ];
}
