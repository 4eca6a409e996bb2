namespace Kiln.Generator.Ops;

/// <summary>x between bytes of one value, Before and After along each dimension. Inputs: x, the value.</summary>
internal sealed record Int8Pad(Pad Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(Forward.Infer([TensorType.Float(inputs[0].Shape)]));

    public override void Evaluate(Reference reference) =>
        new Pad(Forward.Before, Forward.After, reference.Input(1).Data[0]).Evaluate(reference.Over([reference.Input()], [reference.Output()]));
}
