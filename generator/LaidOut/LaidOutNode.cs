using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.LaidOut;

/// <summary>A node and how it is computed. Its inputs are the op's own, then the operands of the epilogue step by step, then those of further steps.</summary>
internal sealed record LaidOutNode(Op Op, Implementation Implementation, EquatableArray<Value> Inputs, EquatableArray<TensorType> Outputs,
    EquatableArray<Layout> Layouts, string Name)
    : GraphNode(Op, Inputs, Outputs, Name)
{
    /// <summary>Element-wise steps on the result while it is in registers.</summary>
    public EquatableArray<ElementwiseOp> Epilogue { get; init; } = [];

    /// <summary>Steps behind the epilogue that may read by channel.</summary>
    public FurtherSteps? Further { get; init; }

    /// <summary>Values, not nodes, for which it waits without reading them: meanwhile nobody takes their memory or joins their op with another.</summary>
    public EquatableArray<Value> After { get; init; } = [];

    /// <summary>Whether others have written the output where it lies: there is nothing to compute.</summary>
    public bool IsWrittenByOthers => Implementation.IsPartOfInput || (Inputs.Count > 0 && Enumerable.Range(0, Inputs.Count).All(Implementation.HoldsInput));

    /// <summary>Whether this is the second run of an op, in backward.</summary>
    public bool IsSecondRun => After.Count > 0;

    /// <summary>The outputs and where they lie.</summary>
    public EquatableArray<LaidOutType> LaidOutOutputs => Outputs.Select((_, output) => LaidOut(output));

    /// <summary>Inputs of the op itself.</summary>
    public int OwnInputs => Inputs.Count - Operands;

    public override IEnumerable<Value> Uses => IsSecondRun ? Inputs.Concat(After) : Inputs;

    public override string Description
    {
        get
        {
            string own = $"{Op.Detail} {Implementation.Detail}".Trim();
            string[] details = [.. Epilogue.Select(step => step.ToString()).Prepend(own).Where(text => text.Length > 0)];
            string steps = string.Join(" + ", details), text = Op is Spread ? steps : details.Length == 0 ? Op.Name : $"{Op.Name}[{steps}]";
            if (Further is not null) text += $"{(Further.StoresBoth ? " and" : ",")} {Further}";
            return IsSecondRun ? $"Recomputed[{text}]" : text;
        }
    }

    protected internal override IEnumerable<string> OutputTexts => LaidOutOutputs.Select(output => output.ToString());

    /// <summary>The inputs that the epilogue reads.</summary>
    private int Operands => Epilogue.Sum(step => step.Operands) + (Further?.Operands ?? 0);
    private bool IsLoop => Implementation.Steps == StepSupport.Loop;

    /// <summary>Whether the output may take the memory of an input. The epilogue reads an operand's element before it stores the result's.</summary>
    public bool MayOverwrite(int input) => input >= OwnInputs || Implementation.MayOverwrite(input);

    /// <summary>Whether an input may be a part of a wider buffer. A kernel wants the operands of its steps laid out like its result; a loop does not.</summary>
    public bool ReadsPart(int input) => input < OwnInputs ? Implementation.ReadsPart(input) : IsLoop;

    /// <summary>Whether an output may be a part of a wider buffer.</summary>
    public bool WritesPart(int output) => Implementation.WritesPart(output) && Further is null && (Operands == 0 || IsLoop);

    /// <summary>The border that is read around an input. Operands are read where the result is stored, and nowhere around it.</summary>
    public Border InputBorder(int input, EquatableArray<TensorType> types) => input < OwnInputs ? Implementation.InputBorder(input, types, Outputs) : default;

    /// <summary>Elements of an output that has no rows; packed weights have more than the weights.</summary>
    public long ElementsOf(int output) => Op is IPackOp pack ? pack.PackedFloats : Outputs[output].Shape.ElementCount;

    /// <summary>Bytes that each worker needs while it computes items of the node, in whole lines.</summary>
    public long WorkspaceBytes(LaidOutGraph graph) => Geometry.Align(
        Implementation.WorkspaceFloats(Inputs.Take(OwnInputs).Select(graph.TypeOf).ToEquatableArray(), Outputs)) * sizeof(float);

    /// <summary>In how many chunks the sums of the op are computed.</summary>
    public PartialSums PartialSums(LaidOutGraph graph) =>
        Implementation.PartialSums(new(Inputs.Take(OwnInputs).Select(graph.LaidOut).ToEquatableArray(), LaidOutOutputs));

    /// <summary>In which order rows of an input are read while those of the output are stored; null if their memory must not overlap.</summary>
    public RowOrder? OrderOfRows(int input, LaidOutGraph graph) => input < OwnInputs && Outputs.Count == 1
        ? Implementation.OrderOfRows(input, new(Inputs.Take(OwnInputs).Select(graph.LaidOut).ToEquatableArray(), LaidOutOutputs)) : null;

    /// <summary>How an input is packed, or null if it is read as it is.</summary>
    public Op? PackingOf(int input, EquatableArray<LaidOutType> types) =>
        input < OwnInputs ? Implementation.PackingOf(input, new(types, LaidOutOutputs)) : null;

    /// <summary>The layer whose result an output is.</summary>
    public string NameOf(int output) => output > 0 && Further is not null ? Further.Name : Name;

    /// <summary>An output and where it lies.</summary>
    public LaidOutType LaidOut(int output) => new(Outputs[output], Layouts[output]);

    /// <summary>The node with its outputs laid out otherwise. A conversion says in its op what it makes, so that this follows.</summary>
    public LaidOutNode LaidOutAs(EquatableArray<Layout> layouts) =>
        Op is Convert
            ? this with { Op = new Convert(layouts[0]), Implementation = new ConvertImplementation(new(layouts[0])), Layouts = layouts }
            : this with { Layouts = layouts };

    public override GraphNode Over(EquatableArray<Value> inputs, Func<Value, Value> map) => this with { Inputs = inputs, After = After.Select(map) };

    public override void Evaluate(Reference reference)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, reference.InputCount).Select(reference.Input)];
        int own = inputs.Length - (Further?.Operands ?? 0);
        Tensor[] outputs = [.. Enumerable.Range(0, reference.OutputCount).Select(reference.Output)];
        ElementwiseOp.EvaluateChain(Op, Epilogue, reference.Over(inputs.Take(own), Further is null ? outputs : [outputs[0]]));
        Further?.Steps.Evaluate(reference.Over(inputs.Skip(own).Prepend(outputs[0]), [outputs[outputs.Length - 1]]));
    }
}
