namespace Kiln;

/// <summary>A layer of a stack. Layers of your own derive from <see cref="BlockAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    /// <summary>Only Kiln has layers that are not blocks.</summary>
    private protected LayerAttribute()
    {
    }

    /// <summary>
    /// The layer's name in weights files and reports: letters, digits, '_' and '-'. Without a name it is the kind and the ordinal of that kind in its scope,
    /// such as <c>conv2d1</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// Whether the integer form of the network (<see cref="QuantizeAttribute"/>) computes the layer in integers; false makes it an island of floats, between
    /// conversions.
    /// </summary>
    public bool Quantize { get; set; } = true;

    /// <summary>Whether the layer's parameters keep their values while the network trains.</summary>
    public bool Frozen { get; set; }
}

/// <summary>
/// A layer made of layers: derive from it, wire the block in <see cref="Build"/> and use it like any other layer. Parameters of the primary constructor are the
/// block's hyper-parameters. Build never runs: Kiln evaluates it while it compiles the network.
/// </summary>
/// <example>
/// <code>
/// public sealed class TwoLayerAttribute(int width) : BlockAttribute
/// {
///     protected override Node Build(Node x) => x.Dense(width).ReLU().Dense(width).ReLU();
/// }
/// </code>
/// </example>
public abstract class BlockAttribute : LayerAttribute
{
    /// <summary>Wires the block.</summary>
    /// <param name="x">What flows into the block.</param>
    /// <returns>What flows out of it.</returns>
    protected abstract Node Build(Node x);
}
