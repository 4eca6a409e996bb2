namespace Kiln.Generator.Ops;

/// <summary>shift = beta - scale * running mean; computed when weights are packed. Inputs: scale, beta, running mean.</summary>
internal sealed record BatchNormShift() : Op(WorksOnParameters: true)
{
    public override void Evaluate(Reference reference) =>
        reference.Output().Fill(c => reference.Input(1).Data[c] - (reference.Input(0).Data[c] * reference.Input(2).Data[c]));

    /// <summary>Why there is no gradient.</summary>
    internal const string IsFrozen = "in training it is of frozen parameters alone";

    public static IReadOnlyList<OpCase> Cases =>
        [new("channels", new BatchNormShift(), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19)) { WithoutGradient = IsFrozen }];
}
