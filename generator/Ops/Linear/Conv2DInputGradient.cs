namespace Kiln.Generator.Ops;

/// <summary>
/// dx[c, y, x] = sum over every product of the forward pass that read it of W[w] dy[o, i, j]: a convolution of dy with the flipped
/// kernel, input and output channels exchanged. Inputs: dy, W.
/// </summary>
internal sealed record Conv2DInputGradient(Conv2D Forward, Shape InputShape) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(InputShape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(0), weight = reference.Input(1), dx = reference.Output();
        Forward.VisitTaps(dx.Shape, dy.Shape, (row, o, i, j, c, p, q, w) => dx[row, c, p, q] += weight.Data[w] * dy[row, o, i, j], dy.Rows);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Forward.MultiplyAdds(outputs, inputs);

    public static IEnumerable<OpCase> Cases => Conv2D.Cases
        .Select(c => c.For(new Conv2DInputGradient((Conv2D)c.Op, c.Inputs[0].Shape), c.OutputGradient, c.Inputs[1]) with
        {
            WithoutSpecialValues = OpCase.WeightsMeetPadding, OrdinaryInputs = [1],
        });
}
