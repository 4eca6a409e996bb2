namespace Kiln.Generator.Graphs;

/// <summary>What a shape rule says: the types of the outputs, or the problem.</summary>
internal readonly struct Inferred
{
    private Inferred(EquatableArray<TensorType> types, Problem? problem)
    {
        Types = types;
        Problem = problem;
    }

    public EquatableArray<TensorType> Types { get; }

    public Problem? Problem { get; }

    public static implicit operator Inferred(TensorType type) => new([type], null);

    public static implicit operator Inferred(Problem problem) => new([], problem);

    public static Inferred Of(params TensorType[] types) => new(types.ToEquatableArray(), null);
}

/// <summary>What the backward pass of an op reads besides the gradient: decides which activations live on.</summary>
[Flags]
internal enum Keeps
{
    Nothing = 0,
    Input = 1,
    Output = 2,
}

/// <summary>Memory of an op beside its inputs and outputs.</summary>
internal enum SideState
{
    None,

    /// <summary>A trained tensor of the Parameters block.</summary>
    Parameter,

    /// <summary>Running statistics: saved, never optimised.</summary>
    State,

    /// <summary>Philox random numbers, keyed by seed, layer name, step and sample; backward recomputes them.</summary>
    Random,
}

/// <summary>
/// An operation: one immutable record with its hyper-parameters. Each op is one file that reads like a page of a textbook:
/// formula and source, shape rule, gradient rule, what it declares, its reference evaluation in plain loops.
/// </summary>
internal abstract record Op
{
    /// <summary>The field's term, spelled like the attribute and the fluent method.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>What the backward pass reads.</summary>
    public virtual Keeps Keeps => Keeps.Nothing;

    /// <summary>The input whose memory the output may take, or -1.</summary>
    public virtual int OverwritesInput => -1;

    /// <summary>Cheaper to compute again in the backward pass than to keep.</summary>
    public virtual bool CheapToRecompute => false;

    public virtual SideState SideState => SideState.None;

    /// <summary>Couples the samples of a batch: every sample's output depends on all of them, or the op is one product over the batch.</summary>
    public virtual bool BatchCoupled => false;

    /// <summary>The shape rule.</summary>
    public abstract Inferred Infer(EquatableArray<TensorType> inputs);

    /// <summary>Computes the outputs in plain float64 loops: what every other way of computing this op is tested against.</summary>
    public abstract void Evaluate(Reference reference);

    /// <summary>Adds the gradients of the inputs, given those of the outputs. Ops without a gradient add nothing.</summary>
    public virtual void Differentiate(Gradient gradient)
    {
    }

    /// <summary>Multiply-adds for one sample (padded taps counted), as papers count them.</summary>
    public virtual long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => 0;

    /// <summary>Prints the name alone where there is nothing to tune.</summary>
    public override string ToString() => Name;
}
