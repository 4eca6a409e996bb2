namespace Kiln.Generator.Quantization;

/// <summary>Values of the float graph that follow each other in one output of the calibration's graph.</summary>
internal sealed class ObservedValues
{
    private readonly Dictionary<Value, int> _offsets = [];

    public int Length { get; private set; }

    /// <summary>The values in order.</summary>
    public List<Value> All { get; } = [];

    /// <summary>The first element of a value, which is added if it is new.</summary>
    public int Add(Value value, int count)
    {
        if (_offsets.TryGetValue(value, out int offset)) return offset;
        All.Add(value);
        _offsets.Add(value, offset = Length);
        Length = checked(Length + count);
        return offset;
    }

    /// <summary>The place of a value among the observed, or -1.</summary>
    public int IndexOf(Value value) => All.IndexOf(value);

    public EquatableArray<QuantizedValue> Values(Graph graph, QuantizeNetwork quantizer) => [.. All.Select(value =>
    {
        MapOfValue map = MapOfValue.Of(graph.TypeOf(value).Shape);
        return new QuantizedValue(
            graph[value].Name, quantizer.ScaleOf(value), _offsets[value], graph.TypeOf(value).Shape.ElementCount, map.Channels, map.IsSequence);
    })];
}
