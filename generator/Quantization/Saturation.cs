namespace Kiln.Generator.Quantization;

/// <summary>The bounds that activations behind a layer give its result, and the value that has been through them.</summary>
internal sealed record Saturation(Value Value, double Low, double High)
{
    /// <summary>Follows the activations that only saturate behind a value, as long as each is the one reader of what it reads.</summary>
    public static Saturation Behind(QuantizationReaders readers, Value value)
    {
        var bounds = new Saturation(value, double.NegativeInfinity, double.PositiveInfinity);
        while (readers.OnlyReader(bounds.Value) is { } reader && Bounds(readers.Graph.Nodes[reader].Op) is var (low, high))
            bounds = new(new Value(reader), Math.Min(Math.Max(bounds.Low, low), high), Math.Max(Math.Min(bounds.High, high), low));
        return bounds;
    }

    /// <summary>The bounds of an activation that only saturates, or null.</summary>
    public static (double Low, double High)? Bounds(Op op) => op switch
    {
        ReLU => (0, double.PositiveInfinity),
        Clip clip => (clip.HyperParameters[0], clip.HyperParameters[1]),
        _ => null,
    };
}
