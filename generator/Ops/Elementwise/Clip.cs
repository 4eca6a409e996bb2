using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x limited to [min, max]; NaN stays NaN. The gradient passes where min &lt;= x &lt;= max.</summary>
internal sealed record Clip(double Minimum, double Maximum) : ElementwiseOp
{
    public static Layer Layer { get; } = new("Clip", call =>
        call.Add(new Clip(call.Double("min"), call.InRange("max", call.Double("max") >= call.Double("min"), "at least min")), call.Input())) { IsFunction = true };

    public override Keeps Keeps => Keeps.Input;

    public override EquatableArray<double> Scalars => [Minimum, Maximum];

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Min(Maximum, Math.Max(Minimum, x));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        vector.MinNative(scalars[1], vector.MaxNative(scalars[0], x));

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new ClipGradient(Minimum, Maximum), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases =>
    [
        .. OpCase.EachRank(new Clip(-0.513, 0.711), 1),
        new("below only", new Clip(0.213, double.PositiveInfinity), OpCase.Vector(21)),
        new("above only", new Clip(double.NegativeInfinity, 0.213), OpCase.Vector(21)),
    ];
}
