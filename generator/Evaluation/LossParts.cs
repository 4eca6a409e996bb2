namespace Kiln.Generator.Evaluation;

/// <summary>
/// A part of a result of the loss (0 is the loss itself, the terms follow) that is divided by one denominator. <paramref name="Entry"/> is where its mean is
/// found among the numbers that a call leaves: the loss, the terms, the parts of results that have several.
/// </summary>
internal sealed record LossPart(int Result, int Denominator, int Entry);

/// <summary>
/// Splits a loss of single samples by the divisors of its mean. A weighted loss belongs to the sum of its weights. Sums and differences, and products
/// and quotients with what holds no weighted loss, are taken apart with their operands. Everything else belongs to the number of samples (number 0). The
/// parts add up to the loss.
/// </summary>
internal sealed class LossParts(GraphBuilder graph)
{
    private static readonly int[] s_samples = [0];

    // All by node, operands before what reads them and never by recursion: a sum may have a thousand terms.
    private readonly List<bool> _weighted = [];
    private readonly List<int[]> _denominators = [];
    private readonly Dictionary<(int Node, int Denominator), Value> _parts = [];

    /// <summary>The denominators of a loss's parts, in ascending order.</summary>
    public IReadOnlyCollection<int> DenominatorsOf(Value loss)
    {
        for (int i = _denominators.Count; i <= loss.Node; i++) _denominators.Add(IsWeighted(new Value(i, 0)) ? Find(graph.Nodes[i]) : s_samples);
        return _denominators[loss.Node];
    }

    /// <summary>The part of a loss that belongs to one of its denominators.</summary>
    public Value Part(Value loss, int denominator)
    {
        SortedSet<int> missing = [];
        var open = new Stack<Value>([loss]);
        while (open.Count > 0)
        {
            Value value = open.Pop();
            if (DenominatorsOf(value).Count == 1 || _parts.ContainsKey((value.Node, denominator)) || !missing.Add(value.Node)) continue;
            foreach (Value operand in PartedOperands(graph.Nodes[value.Node]).Where(operand => Has(operand, denominator))) open.Push(operand);
        }

        foreach (int node in missing) _parts[(node, denominator)] = Take(graph.Nodes[node], denominator);
        return Known(loss, denominator);
    }

    private Value Known(Value loss, int denominator) => DenominatorsOf(loss).Count == 1 ? loss : _parts[(loss.Node, denominator)];

    private int[] Find(GraphNode node)
    {
        if (node.Op is LossShare share) return [share.Denominator];
        int[] found = [.. PartedOperands(node).SelectMany(operand => _denominators[operand.Node])];
        bool hasSamples = found.Length == 0 || node.Op is AddScalar or SubtractFrom;
        return [.. found.Union(hasSamples ? s_samples : []).OrderBy(denominator => denominator)];
    }

    /// <summary>The operands whose parts make the parts of a node.</summary>
    private IEnumerable<Value> PartedOperands(GraphNode node) => node.Op switch
    {
        Add or Subtract => node.Inputs,
        AddScalar or SubtractFrom => [node.Inputs[0]],
        _ => FactorOf(node) is { } factor ? [node.Inputs[factor]] : [],
    };

    private Value Take(GraphNode node, int denominator)
    {
        switch (node.Op)
        {
            case Add or Subtract:
                bool left = Has(node.Inputs[0], denominator), right = Has(node.Inputs[1], denominator);
                if (left && right) return Node(node, node.Op, Known(node.Inputs[0], denominator), Known(node.Inputs[1], denominator));
                if (left) return Known(node.Inputs[0], denominator);
                Value second = Known(node.Inputs[1], denominator);
                return node.Op is Add ? second : Node(node, new Negate(), second);
            case AddScalar or SubtractFrom:
                return TakeOfConstant(node, denominator);
            default:
                // The op with the part in the factor's place.
                Value[] inputs = [.. node.Inputs];
                int factor = FactorOf(node)!.Value;
                inputs[factor] = Known(inputs[factor], denominator);
                return Node(node, node.Op, inputs);
        }
    }

    /// <summary>A number belongs to the samples.</summary>
    private Value TakeOfConstant(GraphNode node, int denominator)
    {
        Value x = node.Inputs[0];

        // The number for each sample, where the samples have nothing else.
        if (!Has(x, denominator)) return Node(node, node.Op, Node(node, new MultiplyScalar(0), x));
        Value part = Known(x, denominator);
        return denominator == 0 ? Node(node, node.Op, part) : node.Op is AddScalar ? part : Node(node, new Negate(), part);
    }

    private bool Has(Value loss, int denominator) => DenominatorsOf(loss).Contains(denominator);

    private Value Node(GraphNode node, Op op, params Value[] inputs) => graph.Add(op, node.Name + ".part", inputs);

    /// <summary>The one input in which a node is linear, if the others hold no weighted loss.</summary>
    private int? FactorOf(GraphNode node) => node.Op switch
    {
        Negate or MultiplyScalar or Sum or Broadcast or Reshape or StopGradient => 0,
        Multiply when !IsWeighted(node.Inputs[1]) => 0,
        Multiply when !IsWeighted(node.Inputs[0]) => 1,
        Divide when !IsWeighted(node.Inputs[1]) => 0,
        _ => null,
    };

    /// <summary>Whether a weighted loss leads to the value: decided node by node, because a network may be deep.</summary>
    private bool IsWeighted(Value value)
    {
        for (int i = _weighted.Count; i <= value.Node; i++)
            _weighted.Add(graph.Nodes[i].Op is LossShare || graph.Nodes[i].Inputs.Any(input => _weighted[input.Node]));
        return _weighted[value.Node];
    }
}
