using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>Weights over bytes as their kernel reads them.</summary>
internal sealed record Int8PackWeights(Int8PackingKernel Kernel) : Op(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Kernel.WeightBytes / sizeof(float);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}
