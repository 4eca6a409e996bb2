namespace Kiln.Generator.Ops;

/// <summary>
/// dweight[c] = sum over all rows of the batch of dy[c] (x[c] - mean) factor, dbias[c] = sum of dy[c], in the shape of the parameters. Inputs: x, dy, means,
/// factors.
/// </summary>
internal sealed record LayerNormParameterGradient(Shape Features) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Inferred.Of(TensorType.Float(Features), TensorType.Float(Features));

    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input(0).Data, dy = reference.Input(1).Data;
        int columns = reference.Output().Data.Length;
        for (int i = 0; i < x.Length; i++)
        {
            reference.Output(0).Data[i % columns] += dy[i] * (x[i] - reference.Input(2).Data[i / columns]) * reference.Input(3).Data[i / columns];
            reference.Output(1).Data[i % columns] += dy[i];
        }
    }

    public static IEnumerable<OpCase> Cases =>
        from c in LayerNorm.Cases
        select c.For(new LayerNormParameterGradient(c.Inputs[1].Shape), c.Inputs[0], c.OutputGradient, c.Outputs[1], c.Outputs[2]);
}
