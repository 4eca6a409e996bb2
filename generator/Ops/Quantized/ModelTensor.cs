namespace Kiln.Generator.Ops;

/// <summary>Named integers, or scales, of a quantized network: its model file has them under the node's name.</summary>
internal sealed record ModelTensor(DType Element, Shape Shape) : StoredOp(Shape)
{
    public override StoredKind Kind => StoredKind.Model;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => new TensorType(Element, Shape);
}
