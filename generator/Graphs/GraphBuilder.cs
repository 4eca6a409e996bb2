namespace Kiln.Generator.Graphs;

/// <summary>Builds a source graph, and what passes make of it before anything is laid out.</summary>
internal sealed class GraphBuilder : NodeBuilder<GraphNode>
{
    private readonly Dictionary<string, int> _noises = new(StringComparer.Ordinal);

    /// <summary>The name, with a number from its second use on.</summary>
    public string NoiseKey(string name)
    {
        _noises.TryGetValue(name, out int uses);
        _noises[name] = ++uses;
        return uses == 1 ? name : $"{name}:{uses.ToString(CultureInfo.InvariantCulture)}";
    }

    public override GraphNode Node(Op op, string name, EquatableArray<Value> inputs, EquatableArray<TensorType> outputs) => new(op, inputs, outputs, name);

    public Graph Build() => new(Nodes.ToEquatableArray(), Results.ToEquatableArray());
}
