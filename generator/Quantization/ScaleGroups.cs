namespace Kiln.Generator.Quantization;

/// <summary>
/// Which values of a graph have one scale: what moves bytes from one to the other. Every value begins in a group of its own, under the name of its layer.
/// What makes a value states what is known of its range; a group keeps what holds for all that is made in it.
/// </summary>
internal sealed class ScaleGroups(Graph graph)
{
    private readonly Dictionary<Value, Value> _parents = [];
    private readonly Dictionary<Value, List<QuantizedScale>> _facts = [];
    private readonly List<Value> _numbers = [];

    /// <summary>The group of a value: the first of its values.</summary>
    private Value Root(Value value) => _parents.TryGetValue(value, out Value parent) ? Root(parent) : value;

    /// <summary>Gives two values one scale.</summary>
    public void Join(Value left, Value right)
    {
        (Value first, Value second) = (Root(left), Root(right));
        if (first == second) return;
        if (second.Node < first.Node) (first, second) = (second, first);
        _parents.Add(second, first);
    }

    /// <summary>States what is known of a value that is made, not moved, in its group.</summary>
    public void State(Value value, double? low = null, double? high = null, double? scale = null, int zeroPoint = 0)
    {
        Value root = Root(value);
        if (!_facts.TryGetValue(root, out List<QuantizedScale>? facts)) _facts.Add(root, facts = []);
        facts.Add(new QuantizedScale("", low, high, scale, zeroPoint));
    }

    /// <summary>The number of a value's group.</summary>
    public int NumberOf(Value value)
    {
        Value root = Root(value);
        int number = _numbers.IndexOf(root);
        if (number >= 0) return number;
        _numbers.Add(root);
        return _numbers.Count - 1;
    }

    /// <summary>The groups that have numbers, in order. Call it when all values are known.</summary>
    public EquatableArray<QuantizedScale> All => [.. _numbers.Select(Scale)];

    /// <summary>The first value of a group.</summary>
    public Value FirstOf(int number) => _numbers[number];

    /// <summary>The name of a group, which its tensors carry: that of its first layer, numbered where another group has it.</summary>
    public string NameOf(int number)
    {
        string name = graph[_numbers[number]].Name;
        int before = _numbers.Take(number).Count(other => graph[other].Name == name);
        return before == 0 ? name : FormattableString.Invariant($"{name}.{before + 1}");
    }

    private QuantizedScale Scale(Value root, int number)
    {
        string name = NameOf(number);
        if (!_facts.TryGetValue(root, out List<QuantizedScale>? facts)) return new QuantizedScale(name);
        bool isFixed = facts.All(fact => fact.Scale is { } scale && scale == facts[0].Scale && fact.ZeroPoint == facts[0].ZeroPoint);
        return new QuantizedScale(
            name, facts.All(fact => fact.Low is not null) ? facts.Min(fact => fact.Low) : null,
            facts.All(fact => fact.High is not null) ? facts.Max(fact => fact.High) : null, isFixed ? facts[0].Scale : null, isFixed ? facts[0].ZeroPoint : 0);
    }
}
