namespace Kiln.Generator.Ops;

/// <summary>Each byte between two bounds, in the scale that it has: an activation that saturates. Inputs: x, clamp.</summary>
internal sealed record Int8Clamp : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) =>
        reference.Output().Fill(i => Int8Arithmetic.Clamp((long)reference.Input().Data[i], reference.Input(1)));
}
