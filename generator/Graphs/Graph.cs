namespace Kiln.Generator.Graphs;

/// <summary>One output of one node.</summary>
internal sealed record Value(int Node, int Output = 0)
{
    /// <summary>Stands for a value that there is not.</summary>
    public static Value None { get; } = new(-1);
}

/// <summary>A node: an op, the values it reads, the types of its outputs, and the scope name of the layer that made it.</summary>
internal record GraphNode(Op Op, EquatableArray<Value> Inputs, EquatableArray<TensorType> Outputs, string Name)
{
    /// <summary>All values that must be there before the node runs.</summary>
    public virtual IEnumerable<Value> Uses => Inputs;

    /// <summary>What is computed, as the printed graph shows it.</summary>
    public virtual string Description => Op.ToString();

    /// <summary>The types of the outputs, as the printed graph shows them.</summary>
    protected internal virtual IEnumerable<string> OutputTexts => Outputs.Select(output => output.ToString());

    /// <summary>The node over other values: its inputs are given, and <paramref name="map"/> says where all else that it uses is.</summary>
    public virtual GraphNode Over(EquatableArray<Value> inputs, Func<Value, Value> map) => this with { Inputs = inputs };

    /// <summary>Computes the outputs in float64.</summary>
    public virtual void Evaluate(Reference reference) => Op.Evaluate(reference);
}

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

/// <summary>What is computed. Compared by structure.</summary>
internal sealed class Graph(EquatableArray<GraphNode> nodes, EquatableArray<Result> results) : NodeGraph<GraphNode>(nodes, results), IEquatable<Graph>
{
    public static Graph Empty { get; } = new([], []);

    public bool Equals(Graph? other) => ReferenceEquals(this, other) || (other is not null && Nodes == other.Nodes && Results == other.Results);

    public override bool Equals(object? obj) => Equals(obj as Graph);

    public override int GetHashCode() => unchecked((Nodes.GetHashCode() * 31) + Results.GetHashCode());
}
