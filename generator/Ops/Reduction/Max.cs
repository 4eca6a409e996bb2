namespace Kiln.Generator.Ops;

/// <summary>y = the largest x along axes; NaN if one is. The gradient goes to the first of equal maxima, or to the first NaN.</summary>
internal sealed record Max(EquatableArray<int> Axes, EquatableArray<int> Result) : ReductionOp(Axes, Result)
{
    public static Layer Layer { get; } = LayerOf("Max", (call, axes, result) => call.Add(new Max(axes, result), call.Input()));

    internal override string Reduction => "Max";

    public override void Evaluate(Reference reference)
    {
        int[] targets = Targets(reference);
        for (int i = 0; i < reference.Output().Data.Length; i++) reference.Output().Data[i] = double.NegativeInfinity;
        for (int row = 0; row < reference.Input().Rows; row++)
            for (int i = 0; i < targets.Length; i++)
                reference.Output()[row, targets[i]] = Math.Max(reference.Output()[row, targets[i]], reference.Input()[row, i]);
    }

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new MaxGradient(Axes), gradient.Input(0), gradient.Output(), gradient.OutputGradient()!.Value));

    public static IEnumerable<OpCase> Cases =>
        Sum.Cases.Select(item => new OpCase(item.Name, new Max(((Sum)item.Op).Axes, ((Sum)item.Op).Result), item.Inputs) { Stored = item.Stored });
}
