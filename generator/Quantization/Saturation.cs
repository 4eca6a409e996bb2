namespace Kiln.Generator.Quantization;

/// <summary>The bounds that activations behind a layer give its result, and the value that has been through them.</summary>
internal sealed record Saturation(Value Value, double Low, double High)
{
    /// <summary>A value that nothing saturates.</summary>
    public static Saturation None(Value value) => new(value, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Follows the activations that only saturate behind a value, as long as each is the one reader of what it reads.</summary>
    public static Saturation Behind(QuantizationReaders readers, Value value)
    {
        Saturation bounds = None(value);
        while (readers.OnlyReader(bounds.Value) is { } reader && Bounds(readers.Graph.Nodes[reader].Op) is { } next)
            bounds = bounds.Then(next) with { Value = new Value(reader) };
        return bounds;
    }

    /// <summary>The bounds behind one more activation.</summary>
    public Saturation Then((double Low, double High) next) => this with
    {
        Low = Math.Min(Math.Max(Low, next.Low), next.High),
        High = Math.Max(Math.Min(High, next.High), next.Low),
    };

    /// <summary>The bounds of an activation that only saturates, or null.</summary>
    public static (double Low, double High)? Bounds(Op op) => op switch
    {
        ReLU => (0, double.PositiveInfinity),
        Clip clip => (clip.HyperParameters[0], clip.HyperParameters[1]),
        HardTanh limits => (limits.HyperParameters[0], limits.HyperParameters[1]),
        _ => null,
    };
}
