namespace Kiln.Generator.Ops;

/// <summary>
/// What <see cref="BatchNormGradient"/> computes over the batch, with M values of a channel and x' = (x - mean) inverse. Inputs: x, dy, gamma, mean, inverse;
/// outputs, one number for each channel: dgamma = sum(dy x'), dbeta = sum(dy), and for <see cref="BatchNormInputGradient"/> dbeta / M, inverse dgamma / M and
/// gamma inverse.
/// </summary>
internal sealed record BatchNormSums : Op
{
    public override IReadOnlyList<string> OutputNames => ["Weight", "Bias", "Mean", "Slope", "Factor"];

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Inferred.Of([.. Enumerable.Repeat(BatchNorm.ChannelsOf(inputs[0]), 5)]);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), dy = reference.Input(1);
        int channels = x.Shape[0], pixels = x.RowLength / channels;
        double count = (double)x.Rows * pixels;
        for (int c = 0; c < channels; c++)
        {
            double gamma = reference.Input(2).Data[c], mean = reference.Input(3).Data[c], inverse = reference.Input(4).Data[c];
            (double scale, double beta) = Of(x, dy, c, mean, inverse);
            reference.Output(0).Data[c] = scale;
            reference.Output(1).Data[c] = beta;
            reference.Output(2).Data[c] = beta / count;
            reference.Output(3).Data[c] = inverse * scale / count;
            reference.Output(4).Data[c] = gamma * inverse;
        }
    }

    /// <summary>sum(dy x') and sum(dy) of a channel, given its mean and 1 / sqrt(variance + epsilon).</summary>
    internal static (double Scale, double Beta) Of(Tensor x, Tensor dy, int channel, double mean, double inverse)
    {
        double scale = 0, beta = 0;
        BatchNormTraining.Visit(x, channel, x.RowLength / x.Shape[0], (row, i) =>
        {
            beta += dy[row, i];
            scale += dy[row, i] * (x[row, i] - mean) * inverse;
        });
        return (scale, beta);
    }

    public static IEnumerable<OpCase> Cases => BatchNormGradient.Cases.Select(item => item with { Op = new BatchNormSums() });
}
