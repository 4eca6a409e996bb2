namespace Kiln.Generator.Ops;

/// <summary>Real numbers of an island as bytes. Inputs: x, 1 / scale, zero point.</summary>
internal sealed record Quantize : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(inputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        (float inverse, double zero) = ((float)reference.Input(1).Data[0], reference.Input(2).Data[0]);
        reference.Output().Fill(i =>
        {
            float value = ((float)reference.Input().Data[i] * inverse) + (float)zero;
            return float.IsNaN(value) ? zero : Math.Min(Math.Max(Math.Round(value, MidpointRounding.AwayFromZero), sbyte.MinValue), sbyte.MaxValue);
        });
    }
}
