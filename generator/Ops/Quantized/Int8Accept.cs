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
