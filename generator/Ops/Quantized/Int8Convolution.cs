namespace Kiln.Generator.Ops;

/// <summary>
/// A convolution over bytes: sums of weight and (q - zero point) with the bias, requantized once. What lies outside of the map is the zero point. A dense layer
/// is one whose kernel is the whole map; one over a sequence has a kernel of one pixel. Inputs: x, weight, bias, multiplier, shift, clamp, the zero points
/// of x and y.
/// </summary>
internal sealed record Int8Convolution(Conv2D Convolution, Shape Output) : Op
{
    public override string Name => "Int8" + Convolution.Name;

    protected internal override string Detail => Convolution.Detail;

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => new TensorType(DType.Int8, Output with { Leading = inputs[0].Shape.Leading });

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), weight = reference.Input(1), y = reference.Output();
        (MapOfValue from, MapOfValue to) = (MapOfValue.Of(x.Shape), MapOfValue.Of(y.Shape));
        long zero = (long)reference.Input(6).Data[0];
        var sums = new long[y.Rows, to.Channels, to.Height, to.Width];
        Convolution.VisitTaps(
            from.Shape, to.Shape, (row, o, i, j, c, p, q, w) => sums[row, o, i, j] += (long)weight.Data[w] * ((long)x[row, from.At(c, p, q)] - zero), y.Rows);
        int each = weight.Data.Length / to.Channels;
        for (int o = 0; o < to.Channels; o++)
        {
            // The stored bias holds what the zero point adds to a sum over all weights.
            long start = (long)reference.Input(2).Data[o] + (zero * (long)weight.Data.AsSpan(o * each, each).ToArray().Sum());
            for (int row = 0; row < y.Rows; row++)
                for (int i = 0; i < to.Height; i++)
                    for (int j = 0; j < to.Width; j++)
                        y[row, to.At(o, i, j)] = Int8Arithmetic.Requantize(
                            start + sums[row, o, i, j], reference.Input(3).Data[o], reference.Input(4).Data[o], reference.Input(7).Data[0], reference.Input(5));
        }
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)MapOfValue.Of(Output).Pixels * inputs[1].Shape.ElementCount;
}
