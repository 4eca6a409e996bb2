using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;

namespace Kiln.Generator.LaidOut;

/// <summary>
/// A node and how it is computed. Its inputs are the op's own, then the operands of each step of the epilogue in order.
/// </summary>
internal sealed record LaidOutNode(Op Op, Implementation Implementation, EquatableArray<Value> Inputs, EquatableArray<TensorType> Outputs, string Name)
    : GraphNode(Op, Inputs, Outputs, Name)
{
    /// <summary>Element-wise steps on the result while it is in registers.</summary>
    public EquatableArray<ElementwiseOp> Epilogue { get; init; } = [];

    /// <summary>
    /// Values for which the node waits without reading them. They are values rather than nodes because their memory must not be taken, nor their op be
    /// joined with another, as long as somebody waits.
    /// </summary>
    public EquatableArray<Value> After { get; init; } = [];

    /// <summary>Whether this is the second run of an op, in backward.</summary>
    public bool IsSecondRun => After.Count > 0;

    /// <summary>Inputs of the op itself.</summary>
    public int OwnInputs => Inputs.Count - Operands;

    public override IEnumerable<Value> Uses => Inputs.Concat(After);

    public override string Description
    {
        get
        {
            string[] details = [.. Epilogue.Select(step => step.ToString()).Prepend(Op.Detail).Where(text => text.Length > 0)];
            string text = details.Length == 0 ? Op.Name : $"{Op.Name}[{string.Join(" + ", details)}]";
            return IsSecondRun ? $"Recomputed[{text}]" : text;
        }
    }

    /// <summary>The inputs that the epilogue reads.</summary>
    private int Operands => Epilogue.Sum(step => step.Operands);

    private bool IsLoop => Implementation.Steps == StepSupport.Loop;

    /// <summary>Whether the output may take the memory of an input. The epilogue reads an operand's element before it stores the result's.</summary>
    public bool MayOverwrite(int input) => input >= OwnInputs || Implementation.MayOverwrite(input);

    /// <summary>Whether an input may be a part of a wider buffer. A kernel wants the operands of its steps laid out like its result; a loop does not.</summary>
    public bool ReadsPart(int input) => input < OwnInputs ? Implementation.ReadsPart(input) : IsLoop;

    /// <summary>Whether an output may be a part of a wider buffer.</summary>
    public bool WritesPart(int output) => Implementation.WritesPart(output) && (Operands == 0 || IsLoop);

    /// <summary>The border that is read around an input. Operands are read where the result is stored, and nowhere around it.</summary>
    public Border InputBorder(int input, EquatableArray<TensorType> types) =>
        input < OwnInputs ? Implementation.InputBorder(input, types, Outputs) : default;

    /// <summary>Elements of an output that has no rows; packed weights have more than the weights.</summary>
    public long ElementsOf(int output) => Op is IPackOp pack ? pack.PackedFloats : Outputs[output].Shape.ElementCount;

    /// <summary>Bytes that each worker needs while it computes items of the node, in whole lines.</summary>
    public long WorkspaceBytes(LaidOutGraph graph) => Geometry.Align(
        Implementation.WorkspaceFloats(Inputs.Take(OwnInputs).Select(graph.TypeOf).ToEquatableArray(), Outputs)) * sizeof(float);

    /// <summary>In how many chunks the sums of the op are computed.</summary>
    public PartialSums PartialSums(LaidOutGraph graph) =>
        Implementation.PartialSums(Inputs.Take(OwnInputs).Select(graph.TypeOf).ToEquatableArray(), Outputs);

    /// <summary>How an input is packed, or null if it is read as it is.</summary>
    public Op? PackingOf(int input, EquatableArray<TensorType> types) =>
        input < OwnInputs ? Implementation.PackingOf(input, types, Outputs) : null;

    /// <summary>The node with another op, which makes the same values.</summary>
    public LaidOutNode As(Op op, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        this with { Op = op, Implementation = ChooseImplementations.For(op, inputs, outputs), Outputs = outputs };

    /// <summary>The node with the same values laid out otherwise. A conversion says in its op what it makes, so that this follows.</summary>
    public LaidOutNode LaidOutAs(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op is Ops.Convert ? As(new Ops.Convert(outputs[0].Layout), inputs, outputs) : this with { Outputs = outputs };

    public override GraphNode Over(EquatableArray<Value> inputs, Func<Value, Value> map) =>
        this with { Inputs = inputs, After = After.Select(map).ToEquatableArray() };

    public override void Evaluate(Reference reference) => ElementwiseOp.EvaluateChain(Op, Epilogue, reference);
}
