namespace Kiln.Generator.Ops;

/// <summary>
/// What <see cref="BatchNormTraining"/> computes over the batch. Inputs: x, gamma, running mean, running variance; outputs, one number for each channel: mean,
/// 1 / sqrt(variance + epsilon), new running mean, new running variance, biased variance, and the factor gamma / sqrt(variance + epsilon).
/// </summary>
internal sealed record BatchNormStatistics(double Momentum, double Epsilon) : Op
{
    public override bool IsWeight(int input) => input > 0;

    public override IReadOnlyList<string> OutputNames => ["Mean", "Inverse", "NewMean", "NewVariance", "Variance", "Factor"];

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Inferred.Of([.. Enumerable.Repeat(BatchNorm.ChannelsOf(inputs[0]), 6)]);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input();
        int channels = x.Shape[0], pixels = x.RowLength / channels;
        double count = (double)x.Rows * pixels;
        for (int c = 0; c < channels; c++)
        {
            (double mean, double squares) = BatchNormTraining.Moments(x, c, pixels);
            double inverse = 1 / Math.Sqrt((squares / count) + Epsilon);
            reference.Output(0).Data[c] = mean;
            reference.Output(1).Data[c] = inverse;
            reference.Output(2).Data[c] = ((1 - Momentum) * reference.Input(2).Data[c]) + (Momentum * mean);
            reference.Output(3).Data[c] = ((1 - Momentum) * reference.Input(3).Data[c]) + (Momentum * squares / (count - 1));
            reference.Output(4).Data[c] = squares / count;
            reference.Output(5).Data[c] = reference.Input(1).Data[c] * inverse;
        }
    }

    public static IEnumerable<OpCase> Cases => BatchNorm.Cases.Select(item => new OpCase(
        item.Name, new BatchNormStatistics(((BatchNorm)item.Op).Momentum, ((BatchNorm)item.Op).Epsilon), item.Inputs[0], item.Inputs[1], item.Inputs[3],
        item.Inputs[4])
    {
        Kinds = [(2, InputKind.Mean), (3, InputKind.Variance)], WithoutSpecialValues = item.WithoutSpecialValues, OrdinaryInputs = [1, 2, 3],
    });
}
