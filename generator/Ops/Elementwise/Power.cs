using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = a^b; da = dy b a^(b - 1), db = dy y ln a, which is 0 where a is 0.</summary>
internal sealed record Power() : ElementwiseOp(Formula.Power(X, Operand))
{
    public static Layer Layer { get; } = new("Power", call => call.Has("exponent")
        ? PowerScalar.Of(call, call.Double("exponent"))
        : Broadcasting.Add(call, new Power(), call.Input(0), call.Input(1))) { IsFunction = true };

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Power(), positive: true, OpCase.ReciprocalOverflows);
}
