using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// How an op is computed: how its values are stored, which of them may share it, how weights are packed, how the work is cut, which steps it takes.
/// A graph says what is computed and knows nothing of this.
/// </summary>
/// <param name="traits">What the kernel does with memory.</param>
/// <param name="title">How the layer table names it; null if it only prepares data for others.</param>
internal abstract class Implementation(Traits traits = Traits.None, string? title = "own loop")
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

    public bool IsOverBatch => Has(Traits.OverBatch);

    public bool FlatMemory => Has(Traits.FlatMemory);

    public bool WritesBorderedMaps => !Has(Traits.WritesNoBorders);

    public bool ReadsBorderedMaps => !Has(Traits.ReadsNoBorders);

    /// <summary>What runs element-wise steps on the result before it is stored.</summary>
    public virtual StepSupport Steps => StepSupport.None;

    /// <summary>Whether its kernel's vectors lie along channels that come last, so that it runs further steps, which may read numbers by channel.</summary>
    public virtual bool RunsFurtherSteps => false;

    /// <summary>Whether the output may take the memory of an input: each element is read before the result's is stored there, and never again.</summary>
    public virtual bool MayOverwrite(int input) => Has(Traits.Overwrites);

    /// <summary>The implementation of the op that needs least memory.</summary>
    public virtual Implementation Smaller => this;

    /// <summary>
    /// In which order the rows of an input are read and those of the output stored, so that the output may lie over the input if nobody reads that afterwards;
    /// null if their memory must not overlap. Such a step is one item.
    /// </summary>
    public virtual RowOrder? OrderOfRows(int input, LaidOutTypes types) => null;

    /// <summary>How an input that holds weights is packed for the op's kernel, or null if it is read as it is.</summary>
    public virtual Op? PackingOf(int input, LaidOutTypes types) => null;

    /// <summary>The inputs from which an input that holds weights is packed: itself, unless it takes more.</summary>
    public virtual IEnumerable<int> PackedInputs(int input) => [input];

    /// <summary>Floats that each worker needs while it computes items of the op, and that nothing reads afterwards.</summary>
    public virtual long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => 0;

    /// <summary>In how many chunks the op's sums are computed; their memory is alive during the op alone.</summary>
    public virtual PartialSums PartialSums(LaidOutTypes types) => Implementations.PartialSums.None;

    /// <summary>Writes the op's step: its phases, how each is cut into items for workers, and its statements.</summary>
    public virtual void Write(StepBuilder step) => throw new InvalidOperationException($"{step.Op.Name} has no step of its own.");

    /// <summary>
    /// The order in which the op reads an input; null: any order of the arena. By default further inputs of the first one's shape follow its order.
    /// </summary>
    public virtual MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input > 0 && types.Inputs[input].Shape == types.Inputs[0].Shape ? Orders.InArena(types.Inputs[0]) : null;

    /// <summary>The inputs as the op reads them: converted where they lie in another order than it wants.</summary>
    public LaidOutTypes AsRead(LaidOutTypes types)
    {
        LaidOutTypes read = types;
        for (int i = 0; i < read.Inputs.Count; i++)
        {
            (Shape shape, MemoryOrder order) = (read.Inputs[i].Shape, read.Inputs[i].Layout.Order);
            if (shape.Leading == 0 || (order == MemoryOrder.Caller && ReadsCaller(i))) continue;
            MemoryOrder wanted = InputOrder(i, read) ?? Orders.InArena(read.Inputs[i]);
            // Padded rows have no room for a border.
            if (wanted == MemoryOrder.Rows && shape.Rank == 3 && !InputBorder(i, Types(types.Inputs), Types(types.Outputs)).IsNone)
                wanted = Orders.Preferred(shape);
            if (wanted != order) read = read with { Inputs = [.. read.Inputs.Select((type, j) => j == i ? type with { Layout = new(wanted) } : type)] };
        }

        return read;

        static EquatableArray<TensorType> Types(EquatableArray<LaidOutType> values) => values.Select(value => value.Type);
    }

    /// <summary>The order in which the op writes an output; by default that of the first input.</summary>
    public virtual MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        types.Outputs[output].Shape.Rank > 1 && types.Inputs.Count > 0 && types.Inputs[0].Shape.Rank == types.Outputs[output].Shape.Rank
            ? Orders.InArena(types.Inputs[0]) : types.Outputs[output].Layout.Order;

    /// <summary>
    /// The layout of an output before passes lay values out; what has no row for each sample keeps it. By default a matrix lies like a first input of its
    /// shape.
    /// </summary>
    public virtual Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) =>
        outputs[output].Shape is { Leading: 0, Rank: > 1 } shape && inputs.Count > 0 && inputs[0].Shape == shape ? new(inputs[0].Layout.Order) : Layout.Natural;

    /// <summary>Whether the op can read this input straight from the caller's span.</summary>
    public virtual bool ReadsCaller(int input) => Has(Traits.ReadsCaller);

    /// <summary>The border of zeros that the op reads around an input.</summary>
    public virtual Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => default;

    /// <summary>Whether this input may be a part of a wider buffer.</summary>
    public virtual bool ReadsPart(int input) => Has(Traits.ReadsParts);

    /// <summary>Whether this output may be a part of a wider buffer.</summary>
    public virtual bool WritesPart(int output) => Has(Traits.WritesParts);

    /// <summary>Whether this input is already in its place in the output's memory.</summary>
    public virtual bool HoldsInput(int input) => false;

    /// <summary>Whether the output is a part of the first input's memory: there is nothing to compute.</summary>
    public virtual bool IsPartOfInput => false;

    /// <summary>Whether the output, laid out like this, has the input's numbers in the same places: the same memory under another name.</summary>
    public virtual bool KeepsMemory(LaidOutType input, LaidOutType output) => false;

    /// <summary>Whether the op can leave an output out that nothing reads.</summary>
    public virtual bool IsOptional(int output) => false;

    /// <summary>How the layer table names it where it makes such an output; null if it only prepares data for others.</summary>
    public virtual string? Title(LaidOutType output) => title;

    /// <summary>
    /// A call that checks what the caller gives as this input, before anything is computed; null if every value is valid.
    /// <paramref name="first"/> is the reference of the first element as an argument, <paramref name="batch"/> the number of samples.
    /// </summary>
    public virtual Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) => null;

    private bool Has(Traits trait) => (traits & trait) != 0;
}

/// <summary>The implementation of one kind of op.</summary>
internal class Implementation<TOp>(TOp op, Traits traits = Traits.None, string? title = "own loop") : Implementation(traits, title)
    where TOp : Op
{
    /// <summary>The op that is computed.</summary>
    protected TOp Op { get; } = op;
}

/// <summary>What an op reads and what it writes, and where that lies.</summary>
internal readonly record struct LaidOutTypes(EquatableArray<LaidOutType> Inputs, EquatableArray<LaidOutType> Outputs);
