namespace Kiln.Generator.Graphs;

/// <summary>
/// Nodes in topological order and the results. Immutable; passes build a new graph.
/// Origins (where in the source a node came from) are kept beside it by the code that reports problems, so that moving code changes nothing here.
/// </summary>
internal abstract class NodeGraph<TNode>(EquatableArray<TNode> nodes, EquatableArray<Result> results)
    where TNode : GraphNode
{
    public EquatableArray<TNode> Nodes => nodes;

    public EquatableArray<Result> Results => results;

    public TNode this[Value value] => nodes[value.Node];

    public TensorType TypeOf(Value value) => nodes[value.Node].Outputs[value.Output];

    /// <summary>The types of what a node reads.</summary>
    public EquatableArray<TensorType> InputTypes(GraphNode node) => node.Inputs.Select(TypeOf);

    /// <summary>Nodes with this op and their indices, in order.</summary>
    public IEnumerable<Found<TNode, TOp>> All<TOp>() where TOp : Op
    {
        for (int i = 0; i < nodes.Count; i++)
            if (nodes[i].Op is TOp op) yield return new(i, nodes[i], op);
    }

    /// <summary>Indices of the nodes by the values that they read, or wait for.</summary>
    public ILookup<Value, int> UsersBy(Func<TNode, IEnumerable<Value>> uses) =>
        nodes.SelectMany((node, user) => uses(node).Select(value => new { value, user })).ToLookup(use => use.value, use => use.user);

    /// <summary>One line a node: <c>%3 conv2d1 = Conv2D(%0, %1, %2) : float[6, 28, 28]</c>.</summary>
    public sealed override string ToString() => string.Concat(nodes.Select(Line).Concat(results.Select(Line)));

    private static string Line(TNode node, int index) => FormattableString.Invariant(
        $"%{index} {node.Name} = {node.Description}({string.Join(", ", node.Uses.Select(Reference))}) : {string.Join(", ", node.OutputTexts)}\n");

    private static string Line(Result result) => $"{result.Kind} {result.Name} = {Reference(result.Value)}\n";

    private static string Reference(Value value) =>
        value.Output == 0 ? FormattableString.Invariant($"%{value.Node}") : FormattableString.Invariant($"%{value.Node}.{value.Output}");
}

/// <summary>A node of a graph with its index and its op.</summary>
internal sealed record Found<TNode, TOp>(int Index, TNode Node, TOp Op);
