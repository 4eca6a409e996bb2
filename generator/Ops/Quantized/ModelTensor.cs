namespace Kiln.Generator.Ops;

/// <summary>Named integers, or scales, of a quantized network: its model file has them under the node's name.</summary>
/// <param name="Element">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsTrained">Whether they stand for trained values: weights and biases.</param>
internal sealed record ModelTensor(DType Element, Shape Shape, bool IsTrained = false) : StoredOp(Shape)
{
    public override StoredKind Kind => StoredKind.Model;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => new TensorType(Element, Shape);
}
