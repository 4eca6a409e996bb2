using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>Biases and multipliers as their kernel reads them. Inputs: weight, bias, multiplier, shift, clamp, the zero points of source and result.</summary>
internal sealed record Int8PackRequantization(Int8PackingKernel Kernel) : Op(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Kernel.RequantizationBytes / sizeof(float);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[1].Shape);

    public override void Evaluate(Reference reference) => reference.Input(1).Data.CopyTo(reference.Output().Data, 0);
}
