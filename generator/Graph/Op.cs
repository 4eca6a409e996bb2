using Kiln.Generator.Emit;

namespace Kiln.Generator.Graphs;

/// <summary>The result of a shape rule: the types of the outputs, or the problem.</summary>
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

/// <summary>
/// An operation: one immutable record with its hyper-parameters. Each op is one file that reads like a page of a textbook:
/// formula and source, shape rule, gradient rule, what it declares, its reference evaluation in plain loops.
/// </summary>
internal abstract record Op
{
    /// <summary>The field's term, spelled like the attribute and the fluent method.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// How backward computes the first output again if that is cheaper than keeping it: an op and what it reads; null if it is kept. A node's own value
    /// is given, for ops that read other outputs of it.
    /// </summary>
    public virtual (Op Op, EquatableArray<Value> Inputs)? Recompute(GraphNode node, Value self) => null;

    /// <summary>Whether the op, which has that many inputs, waits for an input without reading it.</summary>
    public virtual bool OnlyWaitsFor(int input, int inputs) => false;

    /// <summary>The input whose memory the output may take, or -1.</summary>
    public virtual int OverwritesInput => -1;

    /// <summary>Couples the samples of a batch: every sample's output depends on all of them, or the op is one product over the batch.</summary>
    public virtual bool BatchCoupled => false;

    /// <summary>
    /// Whether the op computes with values of parameters as they lie, in the order of their shapes and without a border: so it can run when weights
    /// are packed, where there is neither a batch nor an arena. Other ops get such values as the one sample of a batch of one, once for each call.
    /// </summary>
    public virtual bool WorksOnParameters => false;

    /// <summary>Whether an input holds weights, which have no row for each sample.</summary>
    public virtual bool IsWeight(int input) => false;

    /// <summary>Whether there is a result for each sample even if there is no such input: a loss.</summary>
    public virtual bool IsOfEachSample => false;

    /// <summary>The shape rule.</summary>
    public abstract Inferred Infer(EquatableArray<TensorType> inputs);

    /// <summary>Computes the outputs in plain float64 loops: the reference for every other way of computing this op.</summary>
    public abstract void Evaluate(Reference reference);

    /// <summary>How an input that holds weights is packed for the op's kernel, or null if it is read as it is.</summary>
    public virtual Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => null;

    /// <summary>Writes the op's step of the schedule.</summary>
    public virtual void Emit(StepText step) => throw new InvalidOperationException($"{Name} has no step of its own.");

    /// <summary>
    /// The items into which workers may cut a batch-coupled op, and the multiply-adds (or elements touched) of one item, both as
    /// source over <c>batch</c>. The step computes items [first, last).
    /// </summary>
    public virtual (string Items, string Cost) Work(StepText step) => ("1", "0");

    /// <summary>Adds the gradients of the inputs, given those of the outputs. Ops without a gradient add nothing.</summary>
    public virtual void Differentiate(Gradient gradient)
    {
    }

    /// <summary>
    /// The order in which the op reads an input; null: any order of the arena. By default further inputs of the first one's shape
    /// follow its order.
    /// </summary>
    public virtual MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input > 0 && inputs[input].Shape == inputs[0].Shape ? Arena(inputs[0]) : null;

    /// <summary>The order in which the op writes an output; by default that of the first input.</summary>
    public virtual MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        outputs[output].Shape.Rank > 1 && inputs.Count > 0 && inputs[0].Shape.Rank == outputs[output].Shape.Rank
            ? Arena(inputs[0])
            : outputs[output].Layout.Order;

    /// <summary>Whether the op can read this input straight from the caller's span.</summary>
    public virtual bool ReadsCaller(int input) => false;

    /// <summary>The border of zeros that the op reads around an input.</summary>
    public virtual Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => default;

    /// <summary>Whether the op can write into a map with a border. Flat kernels cannot; see <see cref="FlatMemory"/> too.</summary>
    public virtual bool WritesBorderedMaps => true;

    /// <summary>Whether the op can read maps that have a border.</summary>
    public virtual bool ReadsBorderedMaps => true;

    /// <summary>Whether the op reads this input by its strides alone, so that it may be a part of a wider buffer.</summary>
    public virtual bool ReadsPart(int input) => false;

    /// <summary>
    /// Whether the op writes this output by its strides and nothing after its channels but the rest of their last vector, so that it may
    /// be a part of a wider buffer.
    /// </summary>
    public virtual bool WritesPart(int output) => false;

    /// <summary>Whether this input is already in its place in the output's memory.</summary>
    public virtual bool HoldsInput(int input) => false;

    /// <summary>Whether the output is a part of the first input's memory: there is nothing to compute.</summary>
    public virtual bool IsPartOfInput => false;

    /// <summary>Whether the op can leave an output out that nothing reads.</summary>
    public virtual bool IsOptional(int output) => false;

    /// <summary>Runs over memory in its own order, so that inputs and output must have the same layout, border included.</summary>
    public virtual bool FlatMemory => false;

    /// <summary>The orders of an arena: values in the caller's order are first copied into the order that suits their channels.</summary>
    protected static MemoryOrder Arena(TensorType type) => type.Layout.Order == MemoryOrder.Caller ? Preferred(type.Shape) : type.Layout.Order;

    /// <summary>
    /// Channels-last for maps with at least 16 channels, the widest vector; planes below that, where padding the channels would
    /// waste more than vectorising over width costs; padded rows for two dimensions, usually a sequence of features.
    /// Depends on shapes only, never on the machine.
    /// </summary>
    public static MemoryOrder Preferred(Shape shape) => shape.Rank switch
    {
        2 => MemoryOrder.Rows,
        3 when shape[0] >= ChannelsLastFrom => MemoryOrder.ChannelsLast,
        _ => MemoryOrder.Natural,
    };

    /// <summary>Fewest channels that are kept channels-last.</summary>
    public const int ChannelsLastFrom = 16;

    /// <summary>Multiply-adds for one sample (padded taps counted), as papers count them.</summary>
    public virtual long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => 0;

    /// <summary>
    /// A statement that checks the caller's values of this input before anything is computed; null if every value is valid.
    /// <paramref name="first"/> is the reference of the first element as an argument, <paramref name="batch"/> the number of samples.
    /// </summary>
    public virtual string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch) => null;

    /// <summary>Hyper-parameters as the printed graph shows them.</summary>
    protected internal virtual string Detail => "";

    public sealed override string ToString() => Detail.Length == 0 ? Name : $"{Name}[{Detail}]";
}
