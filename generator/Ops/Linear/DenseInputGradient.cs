namespace Kiln.Generator.Ops;

/// <summary>dx[k] = sum over n of W[n, k] dy[n], in the shape that x had: a vector for each token, a map where Flatten was taken in. Inputs: dy, W.</summary>
internal sealed record DenseInputGradient(Shape InputShape) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(InputShape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(0), weight = reference.Input(1), dx = reference.Output();
        int units = weight.Shape[0], features = weight.Shape[1];
        for (int row = 0; row < dy.Data.Length / units; row++)
            for (int k = 0; k < features; k++)
            {
                double sum = 0;
                for (int unit = 0; unit < units; unit++) sum += weight.Data[(unit * features) + k] * dy.Data[(row * units) + unit];
                dx.Data[(row * features) + k] = sum;
            }
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)InputShape.Rows(1) * InputShape.ElementCount * Dense.Features(inputs[0].Shape);

    public static IEnumerable<OpCase> Cases => Dense.Cases.Select(c => c.For(new DenseInputGradient(c.Inputs[0].Shape), c.OutputGradient, c.Inputs[1]));
}
