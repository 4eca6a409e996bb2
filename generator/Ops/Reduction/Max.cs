namespace Kiln.Generator.Ops;

/// <summary>y = the largest x along axes; NaN if one is. The gradient goes to the first of equal maxima, or to the first NaN.</summary>
internal sealed record Max(EquatableArray<int> Axes, EquatableArray<int> Result) : ReductionOp(Axes, Result)
{
    public static Layer Layer { get; } = LayerOf("Max", (call, axes, result) => call.Add(new Max(axes, result), call.Input()));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int[] targets = Targets(reference);
        y.Fill(_ => double.NegativeInfinity);
        x.Visit((row, i) => y[row, targets[i]] = Math.Max(y[row, targets[i]], x[row, i]));
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new MaxGradient(Axes), gradient.Input(0), gradient.Output(), gradient.Dy);

    public static IEnumerable<OpCase> Cases =>
        Sum.Cases.Select(item => item.For(new Max(((Sum)item.Op).Axes, ((Sum)item.Op).Result), item.Inputs) with { Stored = item.Stored });
}
