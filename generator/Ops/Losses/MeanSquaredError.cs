namespace Kiln.Generator.Ops;

/// <summary>Mean over the elements of a row of (x - t)^2.</summary>
internal sealed record MeanSquaredError : ElementLoss
{
    public static Layer Layer { get; } = new("MeanSquaredError", call => call.Add(new MeanSquaredError(), call.Input(0), call.Input(1)), TensorType.Float);

    protected override double Of(double x, double t) => (x - t) * (x - t);

    /// <summary>dt = -dx: a target may be trained, too.</summary>
    public override void Differentiate(Gradient gradient)
    {
        Value dx = gradient.Add(new MeanSquaredErrorGradient(), gradient.Input(0), gradient.Input(1), gradient.Dy);
        gradient.Contribute(0, dx);
        gradient.Contribute(1, new Negate(), dx);
    }

    public static IReadOnlyList<OpCase> Cases => CasesOf(new MeanSquaredError());
}
