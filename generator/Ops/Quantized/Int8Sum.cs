namespace Kiln.Generator.Ops;

/// <summary>
/// The sum or mean along axes: the sum of (q - zero point), requantized once. <paramref name="Result"/> is the shape of the result without rows.
/// Inputs: x, multiplier, shift, clamp, the zero points of x and y.
/// </summary>
internal sealed record Int8Sum(EquatableArray<int> Axes, EquatableArray<int> Result) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(new Shape(inputs[0].Shape.Leading, Result));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int[] targets = Broadcast.Sources(x.Shape, Axes);
        long zero = (long)reference.Input(4).Data[0];
        var sums = new long[y.Data.Length];
        x.Visit((row, i) => sums[(row * y.RowLength) + targets[i]] += (long)x[row, i] - zero);
        y.Fill(i => Int8Arithmetic.Requantize(
            sums[i], reference.Input(1).Data[0], reference.Input(2).Data[0], reference.Input(5).Data[0], reference.Input(3)));
    }
}
