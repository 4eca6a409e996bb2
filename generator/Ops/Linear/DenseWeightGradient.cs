namespace Kiln.Generator.Ops;

/// <summary>dW[n, k] = sum over samples, and over the tokens of sequences, of dy[n] x[k]. Inputs: x, dy.</summary>
internal sealed record DenseWeightGradient : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(Shape.Fixed(Dense.Features(inputs[1].Shape), Dense.Features(inputs[0].Shape)));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), dy = reference.Input(1), weight = reference.Output();
        int units = weight.Shape[0], features = weight.Shape[1];
        for (int row = 0; row < dy.Data.Length / units; row++)
            for (int unit = 0; unit < units; unit++)
                for (int k = 0; k < features; k++)
                    weight.Data[(unit * features) + k] += dy.Data[(row * units) + unit] * x.Data[(row * features) + k];
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)inputs[0].Shape.Rows(1) * inputs[0].Shape.ElementCount * Dense.Features(inputs[1].Shape);

    public static IEnumerable<OpCase> Cases => Dense.Cases.Select(c => c.For(new DenseWeightGradient(), c.Inputs[0], c.OutputGradient));
}
