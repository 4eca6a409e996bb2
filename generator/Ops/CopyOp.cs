namespace Kiln.Generator.Ops;

/// <summary>The numbers of its input in their order: elsewhere, under another shape or for other readers.</summary>
internal abstract record CopyOp(bool WorksOnParameters = false) : Op(WorksOnParameters)
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public sealed override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}
