namespace Kiln.Generator.Ops;

/// <summary>dlogVariance = dy exp(logVariance / 2) noise / 2 with the noise of <see cref="SampleNormal"/>. Inputs: logVariance, dy.</summary>
internal sealed record SampleNormalGradient(string Key) : Op
{
    public override void Evaluate(Reference reference)
    {
        Tensor logVariance = reference.Input(0), dy = reference.Input(1);
        var forward = new SampleNormal(Key);
        reference.Output().Fill((row, i) => dy[row, i] * Math.Exp(logVariance[row, i] / 2) * forward.Noise(reference, row, i) / 2);
    }

    public static IEnumerable<OpCase> Cases => SampleNormal.Cases
        .Select(c => c.For(new SampleNormalGradient("sample"), c.Inputs[1], c.OutputGradient) with { WithoutNetwork = OpCase.DrawsInTraining });
}
