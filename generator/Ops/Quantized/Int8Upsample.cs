namespace Kiln.Generator.Ops;

/// <summary>
/// A map enlarged by a whole factor f. Nearest moves bytes; bilinear sums (q - zero point) by whole weights, 4 f^2 in all, and requantizes once.
/// Inputs: x, and for bilinear multiplier, shift, clamp, the zero points of x and y.
/// </summary>
internal sealed record Int8Upsample(Upsample Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(Forward.Infer([TensorType.Float(inputs[0].Shape)]));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        bool isNearest = Forward.Interpolation == Interpolation.Nearest;
        double zero = isNearest ? 0 : reference.Input(4).Data[0];
        double whole = isNearest ? 1 : 4.0 * Forward.Factor * Forward.Factor;
        Forward.Visit(x, y, (row, c, i, j, p, q, weight) => y[row, c, i, j] += Math.Round(weight * whole) * (x[row, c, p, q] - zero));
        if (isNearest) return;
        y.Fill(i => Int8Arithmetic.Requantize((long)y.Data[i], reference.Input(1).Data[0], reference.Input(2).Data[0], zero, reference.Input(3)));
    }
}
