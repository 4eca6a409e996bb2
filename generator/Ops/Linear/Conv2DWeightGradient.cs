namespace Kiln.Generator.Ops;

/// <summary>dW[w] = sum over samples and every product of the forward pass that used it of x dy. Inputs: x, dy.</summary>
internal sealed record Conv2DWeightGradient(Conv2D Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(Shape.Fixed(Forward.Channels, inputs[0].Shape[0] / Forward.Groups, Forward.Window.KernelHeight, Forward.Window.KernelWidth));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), dy = reference.Input(1), weight = reference.Output();
        Forward.VisitTaps(x.Shape, dy.Shape, (row, o, i, j, c, p, q, w) => weight.Data[w] += x[row, c, p, q] * dy[row, o, i, j], dy.Rows);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Forward.MultiplyAdds(inputs, [inputs[1]]);

    public static IEnumerable<OpCase> Cases => Conv2D.Cases
        .Select(c => c.For(new Conv2DWeightGradient((Conv2D)c.Op), c.Inputs[0], c.OutputGradient) with
        {
            WithoutSpecialValues = "they reach it in the tests of the layer",
        });
}
