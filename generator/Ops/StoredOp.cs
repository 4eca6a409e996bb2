namespace Kiln.Generator.Ops;

/// <summary>The kinds of tensors that an instance holds beside its arena.</summary>
internal enum StoredKind
{
    Parameter,

    /// <summary>Running statistics.</summary>
    State,

    /// <summary>Integers of a quantized network: its weights, scales, zero points, tables.</summary>
    Model,
}

/// <summary>A tensor that an instance holds under the node's name: it is there before a call begins, and the interpreter binds it by its name.</summary>
internal abstract record StoredOp(Shape Shape) : Op
{
    public abstract StoredKind Kind { get; }

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape);

    public override void Evaluate(Reference reference)
    {
    }
}
