using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// How an op is computed: how its values are stored, which of them may share it, how weights are packed, how the work is cut, which steps it takes.
/// A graph says what is computed and knows nothing of this.
/// </summary>
internal abstract class Implementation
{
    /// <summary>Whether this is a way to compute the op at all.</summary>
    public virtual bool CanCompute => true;

    /// <summary>What the printed graph says of it, besides the op's own detail.</summary>
    public virtual string Detail => "";

    /// <summary>
    /// Multiply-adds that take as long for one sample, by which the candidates for an op are compared. They state it to their items, too; what is computed in
    /// one way states its cost there alone.
    /// </summary>
    public virtual long Cost => 0;

    /// <summary>
    /// Whether the op is computed for the whole batch at once: each result depends on all samples, or all are one product. Such an op can add its result to
    /// what its memory holds.
    /// </summary>
    public virtual bool IsOverBatch => false;

    /// <summary>What runs element-wise steps on the result before it is stored.</summary>
    public virtual StepSupport Steps => StepSupport.None;

    /// <summary>Whether its kernel's vectors lie along channels that come last, so that it runs further steps, which may read numbers by channel.</summary>
    public virtual bool RunsFurtherSteps => false;

    /// <summary>Whether the output may take the memory of an input: each element is read before the result's is stored there, and never again.</summary>
    public virtual bool MayOverwrite(int input) => false;

    /// <summary>How an input that holds weights is packed for the op's kernel, or null if it is read as it is.</summary>
    public virtual Op? PackingOf(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => null;

    /// <summary>Floats that each worker needs while it computes items of the op, and that nothing reads afterwards.</summary>
    public virtual long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => 0;

    /// <summary>In how many chunks the op's sums are computed; their memory is alive during the op alone.</summary>
    public virtual PartialSums PartialSums(EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => Implementations.PartialSums.None;

    /// <summary>Writes the op's step: its phases, how each is cut into items for workers, and its statements.</summary>
    public virtual void Write(StepBuilder step) => throw new InvalidOperationException($"{step.Op.Name} has no step of its own.");

    /// <summary>
    /// The order in which the op reads an input; null: any order of the arena. By default further inputs of the first one's shape
    /// follow its order.
    /// </summary>
    public virtual MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input > 0 && inputs[input].Shape == inputs[0].Shape ? Orders.InArena(inputs[0]) : null;

    /// <summary>The inputs as the op reads them: converted where they lie in another order than it wants.</summary>
    public EquatableArray<LaidOutType> AsRead(EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs)
    {
        LaidOutType[] read = [.. inputs];
        for (int i = 0; i < read.Length; i++)
        {
            (Shape shape, MemoryOrder order) = (read[i].Shape, read[i].Layout.Order);
            if (shape.Leading == 0 || (order == MemoryOrder.Caller && ReadsCaller(i))) continue;
            MemoryOrder wanted = InputOrder(i, read.ToEquatableArray(), outputs) ?? Orders.InArena(read[i]);
            // Padded rows have no room for a border.
            if (wanted == MemoryOrder.Rows && shape.Rank == 3 && !InputBorder(i, Types(inputs), Types(outputs)).IsNone) wanted = Orders.Preferred(shape);
            if (wanted != order) read[i] = read[i] with { Layout = new(wanted) };
        }

        return read.ToEquatableArray();

        static EquatableArray<TensorType> Types(EquatableArray<LaidOutType> values) => values.Select(value => value.Type).ToEquatableArray();
    }

    /// <summary>The order in which the op writes an output; by default that of the first input.</summary>
    public virtual MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        outputs[output].Shape.Rank > 1 && inputs.Count > 0 && inputs[0].Shape.Rank == outputs[output].Shape.Rank
            ? Orders.InArena(inputs[0])
            : outputs[output].Layout.Order;

    /// <summary>
    /// The layout of an output before passes lay values out; what has no row for each sample keeps it. By default a matrix lies like a first input of its
    /// shape.
    /// </summary>
    public virtual Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) =>
        outputs[output].Shape is { Leading: 0, Rank: > 1 } shape && inputs.Count > 0 && inputs[0].Shape == shape ? new(inputs[0].Layout.Order) : default;

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

    /// <summary>Whether the output, laid out like this, has the input's numbers in the same places: the same memory under another name.</summary>
    public virtual bool KeepsMemory(LaidOutType input, LaidOutType output) => false;

    /// <summary>Whether the op can leave an output out that nothing reads.</summary>
    public virtual bool IsOptional(int output) => false;

    /// <summary>Runs over memory as it lies, so that inputs and output must have the same layout, border included.</summary>
    public virtual bool FlatMemory => false;

    /// <summary>How the layer table names it where it makes such an output; null if it only prepares data for others.</summary>
    public virtual string? Title(LaidOutType output) => "own loop";

    /// <summary>
    /// A call that checks what the caller gives as this input, before anything is computed; null if every value is valid.
    /// <paramref name="first"/> is the reference of the first element as an argument, <paramref name="batch"/> the number of samples.
    /// </summary>
    public virtual Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) => null;
}

/// <summary>The implementation of one kind of op.</summary>
internal class Implementation<TOp>(TOp op) : Implementation
    where TOp : Op
{
    /// <summary>The op that is computed.</summary>
    protected TOp Op { get; } = op;
}
