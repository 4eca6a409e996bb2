namespace Kiln.Generator.Ops;

/// <summary>
/// Ioffe and Szegedy 2015, section 3: with M values per channel and x' = (x - mean) inverse,
/// dx = gamma inverse (dy - sum(dy) / M - x' sum(dy x') / M), dgamma = sum(dy x'), dbeta = sum(dy).
/// Inputs: x, dy, gamma, mean, inverse; outputs: dx, dgamma, dbeta.
/// </summary>
internal sealed record BatchNormGradient : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Inferred.Of([TensorType.Float(inputs[0].Shape), .. Enumerable.Repeat(BatchNorm.ChannelsOf(inputs[0]), 2)]);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), dy = reference.Input(1), dx = reference.Output();
        int channels = x.Shape[0], pixels = x.RowLength / channels;
        double count = (double)x.Rows * pixels;
        for (int c = 0; c < channels; c++)
        {
            double gamma = reference.Input(2).Data[c], mean = reference.Input(3).Data[c], inverse = reference.Input(4).Data[c];
            (double scale, double beta) = BatchNormSums.Of(x, dy, c, mean, inverse);
            BatchNormTraining.Visit(x, c, pixels, (row, i) =>
                dx[row, i] = gamma * inverse * (dy[row, i] - (beta / count) - ((x[row, i] - mean) * inverse * scale / count)));
            reference.Output(1).Data[c] = scale;
            reference.Output(2).Data[c] = beta;
        }
    }

    public static IEnumerable<OpCase> Cases => BatchNorm.Cases
        .Select(c => c.For(new BatchNormGradient(), c.Inputs[0], c.OutputGradient, c.Inputs[1], c.Inputs[2], c.Inputs[3]) with
        {
            WithoutSpecialValues = "infinities cancel in the sums, and 1 / sqrt(variance + epsilon) is none", OrdinaryInputs = [1, 2, 3, 4],
        });
}
