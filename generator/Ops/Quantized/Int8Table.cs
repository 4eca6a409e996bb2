namespace Kiln.Generator.Ops;

/// <summary>A function of each byte, as a table of 256 entries whose first is that of -128. Inputs: x, table.</summary>
internal sealed record Int8Table : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) =>
        reference.Output().Fill(i => reference.Input(1).Data[(int)reference.Input().Data[i] - sbyte.MinValue]);
}
