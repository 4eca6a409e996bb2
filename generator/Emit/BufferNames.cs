using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>
/// What the steps of a program and its memory map call the program's buffers: each by the layer that makes it, and packed weights by the layer whose kernel
/// reads them, whatever has been folded into them.
/// </summary>
internal sealed class BufferNames
{
    private readonly Plan _plan;
    private readonly Dictionary<Value, string> _names = [];
    private readonly Dictionary<Value, (LaidOutNode Node, int Input)> _readers = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<string>> _blocks;

    public BufferNames(Plan plan)
    {
        _plan = plan;
        // Only methods that blocks share ask for them.
        _blocks = new(() => [.. plan.Graph.Nodes.AsEnumerable().Select(node => LayerPath.BlockOf([node.Name])).Distinct(StringComparer.Ordinal)
            .Where(block => block.Length > 0).Select(Identifiers.Camel).OrderByDescending(block => block.Length)]);
        for (int i = 0; i < plan.Graph.Nodes.Count; i++)
        {
            LaidOutNode node = plan.Graph.Nodes[i];
            if (plan.SegmentOf(i) is null) continue;
            for (int input = 0; input < node.Inputs.Count; input++)
                if (!_readers.ContainsKey(node.Inputs[input])) _readers.Add(node.Inputs[input], (node, input));
        }

        for (int i = 0; i < plan.Graph.Nodes.Count; i++)
            for (int output = 0; output < plan.Graph.Nodes[i].Outputs.Count; output++)
            {
                var value = new Value(i, output);
                if (plan.Storage.TryGetValue(value, out Storage storage)) _names.Add(value, NameIn(storage.Block, value));
            }
    }

    /// <summary>The name of the memory of a value.</summary>
    public string Of(Value value) => _names[value];

    /// <summary>A name without the innermost block in which its layer lies: <c>Conv1Weight</c>. Null where that is the network itself.</summary>
    public string? LocalOf(string name)
    {
        string? block = _blocks.Value.FirstOrDefault(block => block.Length < name.Length && name.StartsWith(block, StringComparison.Ordinal)
            && char.IsUpper(name[block.Length]));
        return block is null ? null : name.Substring(block.Length);
    }

    /// <summary>The name of what a step needs besides its values.</summary>
    public string OfWorkspace(int step) => Identifiers.Camel(_plan.Graph.Nodes[step].Name) + "Workspace";

    /// <summary>The name of the sums that a step's chunks have before they are added.</summary>
    public string OfPartialSums(int step) => Identifiers.Camel(_plan.Graph.Nodes[step].Name) + "Sums";

    private string NameIn(Block block, Value value)
    {
        LaidOutNode node = _plan.Graph[value];
        string name = Identifiers.Camel(node.NameOf(value.Output));
        return block switch
        {
            // The suffix tells the caller's span from the copy of it in the arena.
            Block.Caller => (node.Op is Input input ? Identifiers.Camel(input.Identifier) : NameOfResult(value)) + "Data",
            Block.Gradients => NameOfResult(value) + "Gradient",
            Block.Packed => Unique(PackedName(node, value), node),
            Block.Fixed or Block.PerSample or Block.Worker => Unique(name + (node.Further is null ? OutputName(node.Op, value.Output) : ""), node),
            Block.State when node.Op is not StoredOp => NameOfResult(value),
            _ => name,
        };
    }

    private static string OutputName(Op op, int output) =>
        output < op.OutputNames.Count ? op.OutputNames[output] : output == 0 ? "" : "Output" + SourceWriter.Number(output);

    private string PackedName(LaidOutNode node, Value value)
    {
        string name = Identifiers.Camel(node.Name);
        if (!_readers.TryGetValue(value, out (LaidOutNode Node, int Input) reader))
            return name + node.Op switch
            {
                IPackOp => "Packed",
                BatchNormScale => "Scale",
                BatchNormShift => "Shift",
                ScaleOutputs => "ScaledWeight",
                ScaleBias => "ScaledBias",
                _ => node.Op.Name,
            };

        bool isBias = reader.Node.Op.IsWeight(reader.Input) && reader.Input == 2;
        if (!isBias && node.Op is not PackWeights && !reader.Node.Op.IsWeight(reader.Input)) return name + "Packed";
        string layer = LayerPath.LayerOf(reader.Node.Name);
        return Identifiers.Camel(layer) + (layer == reader.Node.Name ? "" : "Backward") + (isBias ? "Bias" : "Weight");
    }

    private string NameOfResult(Value value)
    {
        Result result = _plan.Graph.Results.First(result => result.Value == value);
        return Identifiers.Camel(result.Name + (result.Kind == ResultKind.InputGradient ? Result.GradientSuffix : ""));
    }

    /// <summary>A name that no other value of the arena has: of several values of a layer, the later ones say which op makes them.</summary>
    private string Unique(string name, LaidOutNode node) =>
        Identifiers.Numbered(name + (node.IsSecondRun ? "Recomputed" : node.Op.Name)).Prepend(name).First(IsFree);

    private bool IsFree(string name) => Identifiers.IsFree(name) && _taken.Add(name);
}
