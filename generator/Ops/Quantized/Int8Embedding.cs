namespace Kiln.Generator.Ops;

/// <summary>Rows of a table of bytes, one for each index. Inputs: indices, table.</summary>
internal sealed record Int8Embedding(Embedding Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override bool IsWeight(int input) => input == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        Int8Types.Of(inputs[0].Shape with { Dimensions = [.. inputs[0].Shape.Dimensions, Forward.Units] });

    public override void Evaluate(Reference reference) => Forward.Evaluate(reference);
}
