namespace Kiln.Generator.Graphs;

/// <summary>The result of a shape rule: the types of the outputs, or the problem.</summary>
internal readonly record struct Inferred(EquatableArray<TensorType> Types, Problem? Problem)
{
    public static implicit operator Inferred(TensorType type) => new([type], null);

    public static implicit operator Inferred(Problem problem) => new([], problem);

    public static Inferred Of(params TensorType[] types) => new(types.ToEquatableArray(), null);
}

/// <summary>
/// An operation: one immutable record with its hyper-parameters. Each op is one file that reads like a page of a textbook:
/// formula and source, shape rule, gradient rule, what it declares, its reference evaluation in plain loops.
/// </summary>
/// <param name="WorksOnParameters">
/// Whether the op is defined for values without a row for each sample, which follow from parameters alone: these are computed whenever parameters change.
/// Other ops get such values as the one sample of a batch of one, once for each call.
/// </param>
internal abstract record Op(bool WorksOnParameters = false)
{
    /// <summary>The field's term, spelled like the attribute and the fluent method.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Whether it may be cheaper for backward to compute the result again than to keep it.</summary>
    public virtual bool IsCheap => false;

    /// <summary>
    /// Whether the first two inputs may change places: every result keeps its bits, signed zeros included. Which of two NaNs comes out is nobody's promise.
    /// </summary>
    public virtual bool Commutes => false;

    /// <summary>Whether an input holds weights, which have no row for each sample.</summary>
    public virtual bool IsWeight(int input) => false;

    /// <summary>Whether there is a result for each sample even if there is no such input: a loss.</summary>
    public virtual bool IsOfEachSample => false;

    /// <summary>What each of several outputs is called behind the layer's name; empty for the one that the layer is named for.</summary>
    public virtual IReadOnlyList<string> OutputNames => [];

    /// <summary>The shape rule; that of most ops: floats in the shape of the first input.</summary>
    public virtual Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    /// <summary>Computes the outputs in plain float64 loops: the reference for every other way of computing this op.</summary>
    public abstract void Evaluate(Reference reference);

    /// <summary>Adds the gradients of the inputs, given those of the outputs. Ops without a gradient add nothing.</summary>
    public virtual void Differentiate(Gradient gradient)
    {
    }

    /// <summary>Multiply-adds for one sample (padded taps counted), as papers count them.</summary>
    public virtual long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => 0;

    /// <summary>Hyper-parameters as the printed graph shows them.</summary>
    protected internal virtual string Detail => "";

    public sealed override string ToString() => Detail.Length == 0 ? Name : $"{Name}[{Detail}]";
}
