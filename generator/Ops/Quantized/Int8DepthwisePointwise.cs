namespace Kiln.Generator.Ops;

/// <summary>
/// A depthwise convolution over bytes and the convolution of one pixel that reads it, as one op: of the map between them there need not be more than a row.
/// Inputs: x, then for each of the two the further inputs of <see cref="Int8Convolution"/>.
/// </summary>
internal sealed record Int8DepthwisePointwise(Int8Convolution Depthwise, Int8Convolution Pointwise) : Op
{
    /// <summary>The inputs of each of the two besides its map.</summary>
    public const int Further = 7;

    protected internal override string Detail => $"{Depthwise.Detail}; {Pointwise.Detail}";

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Pointwise.Infer(inputs);

    public override void Evaluate(Reference reference)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, reference.InputCount).Select(reference.Input)];
        var between = new Tensor(Depthwise.Output with { Leading = inputs[0].Shape.Leading }, reference.Batch);
        Depthwise.Evaluate(reference.Over(inputs.Take(1 + Further), [between]));
        Pointwise.Evaluate(reference.Over(inputs.Skip(1 + Further).Prepend(between), [reference.Output()]));
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Depthwise.MultiplyAdds(inputs, outputs) + Pointwise.MultiplyAdds([.. inputs.Skip(Further)], outputs);
}
