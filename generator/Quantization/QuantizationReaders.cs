namespace Kiln.Generator.Quantization;

/// <summary>Who reads the values of a graph.</summary>
internal sealed class QuantizationReaders(Graph graph, bool[] isFloat)
{
    private readonly ILookup<Value, int> _users = graph.UsersBy(node => node.Inputs);
    private readonly HashSet<Value> _results = [.. graph.Results.Select(result => result.Value)];

    public Graph Graph => graph;

    /// <summary>The one node that reads a value, unless several do, it is a result, or one of them belongs to an island of floats.</summary>
    public int? OnlyReader(Value value)
    {
        if (_results.Contains(value) || isFloat[value.Node]) return null;
        int? only = null;
        foreach (int user in _users[value])
        {
            if (only is not null || isFloat[user]) return null;
            only = user;
        }

        return only;
    }
}
