namespace Kiln.Generator.Ops;

/// <summary>scale = gamma / sqrt(running variance + epsilon); computed when weights are packed. Inputs: gamma, running variance.</summary>
internal sealed record BatchNormScale(double Epsilon) : Op(WorksOnParameters: true)
{
    public override void Evaluate(Reference reference) =>
        reference.Output().Fill(c => reference.Input(0).Data[c] / Math.Sqrt(reference.Input(1).Data[c] + Epsilon));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("channels", new BatchNormScale(1e-5), OpCase.Fixed(19), OpCase.Fixed(19))
        {
            Kinds = [(1, InputKind.Variance)], WithoutGradient = BatchNormShift.IsFrozen,
        },
    ];
}
