using System.Diagnostics.CodeAnalysis;

namespace Kiln;

/// <summary>The input of a network: one sample of 32-bit floats. The batch is never part of a shape.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter, Inherited = false)]
[SuppressMessage("Design", "CA1019:Define accessors for attribute arguments", Justification = "Read by the compiler from source only.")]
public sealed class InputAttribute : Attribute
{
    /// <summary>One number for each sample.</summary>
    public InputAttribute()
    {
    }

    /// <summary>A vector.</summary>
    /// <param name="features">Numbers in one sample; at least 1.</param>
    public InputAttribute(int features) => _ = features;

    /// <summary>A sequence with several channels: [channels, length].</summary>
    /// <param name="channels">Channels; at least 1.</param>
    /// <param name="length">Steps of the sequence; at least 1.</param>
    public InputAttribute(int channels, int length) => _ = (channels, length);

    /// <summary>A map, such as an image: [channels, height, width].</summary>
    /// <param name="channels">Channels; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="width">Columns; at least 1.</param>
    public InputAttribute(int channels, int height, int width) => _ = (channels, height, width);

    /// <summary>The order of a map in the caller's memory; the constructor's order stays channels, height, width.</summary>
    public TensorLayout Layout { get; set; }

    /// <summary>
    /// The name of the parameter of <c>Forward</c>, and with <c>Size</c> of its constant: by default the name of the parameter that carries the
    /// attribute, <c>input</c> on a class.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Emits <c>InputGradient</c>, which gives the gradient of the loss with respect to this input.</summary>
    public bool Gradient { get; set; }
}

/// <summary>
/// An input of another element type: <c>float</c>, <c>int</c> (token ids, class indices, lengths) or <c>byte</c> (pixels, which
/// become floats as they are read).
/// </summary>
/// <typeparam name="T">Element type in the caller's memory.</typeparam>
/// <param name="shape">Sizes of one sample, without the batch; none means one number for each sample.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter, Inherited = false)]
public sealed class InputAttribute<T>(params int[] shape) : Attribute
    where T : unmanaged
{
    /// <summary>Sizes of one sample.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>The order of a map in the caller's memory; the constructor's order stays channels, height, width.</summary>
    public TensorLayout Layout { get; set; }

    /// <summary>
    /// The name of the parameter of <c>Forward</c>, and with <c>Size</c> of its constant: by default the name of the parameter that carries the
    /// attribute, <c>input</c> on a class.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The factor of each byte: the network computes on <c>Scale * byte + Offset</c>. Bytes only; 1 by default.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>The offset added to a scaled byte. Bytes only; 0 by default.</summary>
    public double Offset { get; set; }
}
