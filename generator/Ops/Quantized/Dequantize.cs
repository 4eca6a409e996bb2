namespace Kiln.Generator.Ops;

/// <summary>The real numbers that bytes mean, for an island. Inputs: x, scale, zero point.</summary>
internal sealed record Dequantize : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference) => reference.Output().Fill(i =>
        (float)reference.Input(1).Data[0] * (float)(reference.Input().Data[i] - reference.Input(2).Data[0]));
}
