using System.Globalization;
using System.Text;

namespace Kiln.Generator.Graphs;

/// <summary>One output of one node.</summary>
internal readonly record struct Value(int Node, int Output = 0);

/// <summary>
/// A node: an op, the values it reads, the types of its outputs, and the scope name of the layer that made it.
/// </summary>
internal sealed record GraphNode(Op Op, EquatableArray<Value> Inputs, EquatableArray<TensorType> Outputs, string Name);

/// <summary>The purpose of a graph's result.</summary>
internal enum ResultKind
{
    /// <summary>An output of the network, by name.</summary>
    Output,

    /// <summary>The mean loss: one number.</summary>
    Loss,

    /// <summary>A further loss term, reported by name and not minimised.</summary>
    LossTerm,

    /// <summary>The mean of a part of the loss or of a term, if its parts are divided by different sums: these add up over batches.</summary>
    LossPart,

    /// <summary>The gradient of the parameter of that name.</summary>
    ParameterGradient,

    /// <summary>The gradient of the input of that name, for the caller.</summary>
    InputGradient,

    /// <summary>The new value of the state (running statistics) of that name.</summary>
    StateUpdate,
}

/// <summary>A value that leaves the graph. <paramref name="Entry"/> is the method it belongs to: empty for the network itself.</summary>
internal sealed record Result(ResultKind Kind, string Name, Value Value, string Entry = "")
{
    /// <summary>Follows the name of an output or input to mean its gradient; no C# name contains a dot.</summary>
    public const string GradientSuffix = ".gradient";
}

/// <summary>
/// Nodes in topological order and the results. Immutable, compared by structure, hashed once; passes build a new graph.
/// Origins (where in the source a node came from) are kept beside it by the code that reports problems, so that moving code changes nothing here.
/// </summary>
internal sealed class Graph : IEquatable<Graph>
{
    private readonly int _hash;

    public Graph(EquatableArray<GraphNode> nodes, EquatableArray<Result> results)
    {
        Nodes = nodes;
        Results = results;
        _hash = unchecked((nodes.GetHashCode() * 31) + results.GetHashCode());
    }

    public static Graph Empty { get; } = new([], []);

    public EquatableArray<GraphNode> Nodes { get; }

    public EquatableArray<Result> Results { get; }

    public GraphNode this[Value value] => Nodes[value.Node];

    public TensorType TypeOf(Value value) => Nodes[value.Node].Outputs[value.Output];

    /// <summary>Nodes with this op and their indices, in order.</summary>
    public IEnumerable<(int Index, GraphNode Node, TOp Op)> All<TOp>() where TOp : Op
    {
        for (int i = 0; i < Nodes.Count; i++)
            if (Nodes[i].Op is TOp op) yield return (i, Nodes[i], op);
    }

    public bool Equals(Graph? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Nodes == other.Nodes && Results == other.Results);

    public override bool Equals(object? obj) => Equals(obj as Graph);

    public override int GetHashCode() => _hash;

    /// <summary>One line a node: <c>%3 conv2d1 = Conv2D(%0, %1, %2) : float[6, 28, 28]</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int i = 0; i < Nodes.Count; i++)
        {
            GraphNode node = Nodes[i];
            text.Append('%').Append(i.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(node.Name).Append(" = ").Append(node.Op)
                .Append('(').Append(string.Join(", ", node.Inputs.Select(Reference))).Append(") : ").Append(string.Join(", ", node.Outputs)).Append('\n');
        }

        foreach (Result result in Results)
            text.Append(result.Kind.ToString()).Append(' ').Append(result.Name).Append(" = ").Append(Reference(result.Value)).Append('\n');
        return text.ToString();
    }

    private string Reference(Value value) =>
        value.Output == 0 ? FormattableString.Invariant($"%{value.Node}") : FormattableString.Invariant($"%{value.Node}.{value.Output}");
}
