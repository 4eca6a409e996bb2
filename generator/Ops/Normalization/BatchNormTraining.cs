namespace Kiln.Generator.Ops;

/// <summary>
/// Batch normalization in training: statistics over the samples and pixels of the batch, biased variance for normalising. Inputs as
/// <see cref="BatchNorm"/>; outputs: y, mean, 1 / sqrt(variance + epsilon), new running mean, new running variance
/// (running = (1 - momentum) running + momentum batch, with the unbiased variance), biased variance.
/// </summary>
internal sealed record BatchNormTraining(double Momentum, double Epsilon) : Op
{
    protected internal override string Detail => FormattableString.Invariant($"momentum {Momentum}, epsilon {Epsilon}");

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Inferred.Of([TensorType.Float(inputs[0].Shape), .. Enumerable.Repeat(BatchNorm.ChannelsOf(inputs[0]), 5)]);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        Tensor weight = reference.Input(1), mean = reference.Output(1), inverse = reference.Output(2), factor = new(weight.Shape, reference.Batch);
        new BatchNormStatistics(Momentum, Epsilon).Evaluate(reference.Over(
            [x, weight, reference.Input(3), reference.Input(4)], [.. Enumerable.Range(1, 5).Select(reference.Output), factor]));
        int pixels = x.RowLength / x.Shape[0];
        y.Fill((row, i) => (weight.Data[i / pixels] * (x[row, i] - mean.Data[i / pixels]) * inverse.Data[i / pixels]) + reference.Input(2).Data[i / pixels]);
    }

    public override void Differentiate(Gradient gradient)
    {
        Value all = gradient.Add(new BatchNormGradient(), gradient.Input(0), gradient.Dy, gradient.Input(1), gradient.Output(1), gradient.Output(2));
        for (int input = 0; input < 3; input++) gradient.Contribute(input, all with { Output = input });
    }

    /// <summary>The mean of a channel over samples and pixels, and the sum of the squared distances from it.</summary>
    internal static (double Mean, double Squares) Moments(Tensor x, int channel, int pixels)
    {
        double sum = 0, squares = 0;
        Visit(x, channel, pixels, (row, i) => sum += x[row, i]);
        double mean = sum / ((double)x.Rows * pixels);
        Visit(x, channel, pixels, (row, i) => squares += (x[row, i] - mean) * (x[row, i] - mean));
        return (mean, squares);
    }

    internal static void Visit(Tensor x, int channel, int pixels, Action<int, int> element)
    {
        for (int row = 0; row < x.Rows; row++)
            for (int i = channel * pixels; i < (channel + 1) * pixels; i++) element(row, i);
    }

    public static IEnumerable<OpCase> Cases => BatchNorm.Cases
        .Select(c => c with { Op = new BatchNormTraining(((BatchNorm)c.Op).Momentum, ((BatchNorm)c.Op).Epsilon) });
}
