namespace Kiln.Generator.Ops;

/// <summary>
/// What the caller gives, as bytes of the arena: the bytes themselves, or real numbers, rounded half away from zero in the input's scale; bytes such as
/// pixels go through a table. Inputs: x, then 1 / scale and zero point, or the table.
/// </summary>
internal sealed record Int8Accept(bool IsOfBytes) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(inputs[0].Shape);

    /// <summary>The interpreter is given the quantized values.</summary>
    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}

/// <summary>A result for the caller: bytes, or the real numbers that they mean. Inputs: x, scale, zero point.</summary>
internal sealed record Int8Deliver : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}

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

/// <summary>The real numbers that bytes mean, for an island. Inputs: x, scale, zero point.</summary>
internal sealed record Dequantize : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference) => reference.Output().Fill(i =>
        (float)reference.Input(1).Data[0] * (float)(reference.Input().Data[i] - reference.Input(2).Data[0]));
}
