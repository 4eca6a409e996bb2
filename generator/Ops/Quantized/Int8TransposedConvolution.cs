namespace Kiln.Generator.Ops;

/// <summary>
/// A transposed convolution over bytes in the gather form: one sum for each element of the result, requantized once. Inputs: x, weight, bias, multiplier,
/// shift, clamp, the zero points of x and y.
/// </summary>
internal sealed record Int8TransposedConvolution(Conv2DTranspose Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Int8Types.Of(Forward.Infer([TensorType.Float(inputs[0].Shape), TensorType.Float(inputs[1].Shape)]));

    /// <summary>Elements that no tap reaches are the bias alone, so that what the zero point adds is counted by tap, not by channel.</summary>
    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), weight = reference.Input(1), y = reference.Output();
        long zero = (long)reference.Input(6).Data[0];
        var sums = new long[y.Data.Length];
        int channels = y.Shape[0], area = y.Shape[1] * y.Shape[2], each = weight.Data.Length / x.Shape[0] / channels;
        Forward.Convolution(x.Shape).VisitTaps(
            y.Shape, x.Shape,
            (row, o, i, j, c, p, q, w) => sums[(((row * channels) + c) * area) + (p * y.Shape[2]) + q] += (long)weight.Data[w] * ((long)x[row, o, i, j] - zero),
            x.Rows);
        var ofWeights = new long[channels];
        for (int w = 0; w < weight.Data.Length; w++) ofWeights[w / each % channels] += (long)weight.Data[w];
        for (int i = 0; i < sums.Length; i++)
        {
            int c = i / area % channels;
            y.Data[i] = Int8Arithmetic.Requantize(
                (long)reference.Input(2).Data[c] + (zero * ofWeights[c]) + sums[i], reference.Input(3).Data[c], reference.Input(4).Data[c],
                reference.Input(7).Data[0], reference.Input(5));
        }
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Forward.MultiplyAdds(inputs, outputs);
}
