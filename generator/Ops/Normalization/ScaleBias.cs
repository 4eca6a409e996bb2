namespace Kiln.Generator.Ops;

/// <summary>b' = scale b + shift; computed when weights are packed. Inputs: b, scale, shift.</summary>
internal sealed record ScaleBias() : Op(WorksOnParameters: true)
{
    public override void Evaluate(Reference reference) =>
        reference.Output().Fill(c => (reference.Input(0).Data[c] * reference.Input(1).Data[c]) + reference.Input(2).Data[c]);

    public static IReadOnlyList<OpCase> Cases => [new("channels", new ScaleBias(), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19))];
}
