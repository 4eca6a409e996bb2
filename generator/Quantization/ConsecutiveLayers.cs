namespace Kiln.Generator.Quantization;

/// <summary>
/// The layers with weights that follow each other with nothing between them but what a factor for each channel passes through: ReLU, the largest of a window,
/// zeros around a map, another shape. Between these weights can be equalized (Nagel et al. 2019).
/// </summary>
internal sealed class ConsecutiveLayers(QuantizationReaders readers)
{
    private readonly Dictionary<string, List<(int Node, Value Made)>> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _layers = [];

    /// <summary>Notes that a node is computed by a layer, which makes a value.</summary>
    public void Add(int node, string layer, Value made)
    {
        if (!_uses.TryGetValue(layer, out List<(int, Value)>? uses)) _uses.Add(layer, uses = []);
        uses.Add((node, made));
        _layers.Add(node, layer);
    }

    /// <summary>The layers, each with the number of the one that alone reads it.</summary>
    public EquatableArray<QuantizedLayer> Linked(IReadOnlyList<QuantizedLayer> layers)
    {
        Dictionary<string, int> numbers = layers.Select((layer, number) => (layer.Name, number)).ToDictionary(item => item.Name, item => item.number);
        return [.. layers.Select(layer => layer is QuantizedLayer.Linear { Low: 0 or double.NegativeInfinity, High: double.PositiveInfinity } linear
            && Next(layer.Name) is { } next ? linear with { Next = numbers[next] } : layer)];
    }

    private string? Next(string layer)
    {
        if (_uses[layer].Count != 1) return null;
        Value value = _uses[layer].Single().Made;
        while (readers.OnlyReader(value) is { } reader)
        {
            if (_layers.TryGetValue(reader, out string? next)) return readers.Graph.Nodes[reader].Inputs[0] == value && _uses[next].Count == 1 ? next : null;
            if (readers.Graph.Nodes[reader].Op is not (MaxPool2D or Pad { Value: 0 } or Reshape)) return null;
            value = new Value(reader);
        }

        return null;
    }
}
