namespace Kiln.Generator.Graphs;

/// <summary>Builds a graph node by node; a node's types follow from its op's shape rule.</summary>
internal abstract class NodeBuilder<TNode>
    where TNode : GraphNode
{
    private readonly List<TNode> _nodes = [];
    private readonly List<Result> _results = [];

    public IReadOnlyList<TNode> Nodes => _nodes;

    public int Count => _nodes.Count;

    protected IReadOnlyList<Result> Results => _results;

    public TensorType TypeOf(Value value) => _nodes[value.Node].Outputs[value.Output];

    public Shape ShapeOf(Value value) => TypeOf(value).Shape;

    /// <summary>Adds a node unless the op's shape rule objects; then nothing is added and the problem says why.</summary>
    public Problem? TryAdd(Op op, IReadOnlyList<Value> inputs, string name, out Value result)
    {
        Inferred inferred = op.Infer([.. inputs.Select(TypeOf)]);
        result = inferred.Problem is null ? Add(Node(op, name, inputs.ToEquatableArray(), inferred.Types)) : Value.None;
        return inferred.Problem;
    }

    /// <summary>Adds a node that a pass knows to be right; a shape problem here is a defect of the compiler.</summary>
    public Value Add(Op op, string name, params Value[] inputs) => TryAdd(op, inputs, name, out Value result) is { } problem
        ? throw new InvalidOperationException($"{name}: {op.Name} does not accept its inputs: {problem.Message}") : result;

    /// <summary>Adds a node as it is, types included.</summary>
    public Value Add(TNode node)
    {
        _nodes.Add(node);
        return new Value(_nodes.Count - 1);
    }

    /// <summary>A node of this op, of types that the caller knows.</summary>
    public abstract TNode Node(Op op, string name, EquatableArray<Value> inputs, EquatableArray<TensorType> outputs);

    public void Result(ResultKind kind, string name, Value value, string entry = "") => _results.Add(new Result(kind, name, value, entry));

    public bool IsResult(Value value) => _results.Exists(result => result.Value == value);
}
