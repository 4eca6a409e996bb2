namespace Kiln.Generator.Graphs;

/// <summary>
/// Evaluates a graph in float64 with the reference evaluation of each op: the meaning that passes must keep and generated code must have.
/// Inputs, parameters and states are bound by name, in the logical order of their shapes.
/// </summary>
internal sealed class Interpreter(EquatableArray<Result> results, int nodes)
{
    private readonly Tensor[][] _values = new Tensor[nodes][];

    /// <summary>Evaluates every node.</summary>
    /// <param name="graph">The graph, before or after any pass.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="bindings">Elements of each input (by identifier), parameter and state (by node name).</param>
    /// <param name="settings">Random numbers and the scale of the gradients.</param>
    public static Interpreter Run<TNode>(NodeGraph<TNode> graph, int batch, IReadOnlyDictionary<string, double[]> bindings, RunSettings settings)
        where TNode : GraphNode
    {
        var run = new Interpreter(graph.Results, graph.Nodes.Count);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            run._values[i] = [.. node.Outputs.Select(type => new Tensor(type.Shape, batch))];
            if (BindingOf(node) is { } name) Bind(name, bindings, run._values[i][0]);
            else node.Evaluate(new Reference([.. node.Inputs.Select(value => run[value])], run._values[i], batch, settings));
        }

        return run;
    }

    public Tensor this[Value value] => _values[value.Node][value.Output];

    /// <summary>A result of the graph.</summary>
    public Tensor this[ResultKind kind, string name] => this[results.Single(result => result.Kind == kind && result.Name == name).Value];

    public bool Has(ResultKind kind, string name) => results.Any(result => result.Kind == kind && result.Name == name);

    /// <summary>The name by which a node's value comes from outside, or null if the node computes it.</summary>
    private static string? BindingOf(GraphNode node) => node.Op switch
    {
        Input input => input.Identifier,
        StoredOp => node.Name,
        _ => null,
    };

    private static void Bind(string name, IReadOnlyDictionary<string, double[]> bindings, Tensor tensor)
    {
        if (!bindings.TryGetValue(name, out double[]? elements)) throw new ArgumentException($"{name} is not bound.", nameof(bindings));
        if (elements.Length != tensor.Data.Length)
            throw new ArgumentException(
                $"{name} is bound to {elements.Length} elements; {tensor.Shape} for this batch has {tensor.Data.Length}.", nameof(bindings));
        elements.CopyTo(tensor.Data, 0);
    }
}
