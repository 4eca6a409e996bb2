using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A layer whose integers follow from scales and weights. <see cref="Low"/> and <see cref="High"/> bound its result where an activation is fused that
/// saturates: they are rounded once into the layer's <c>clamp</c>.
/// </summary>
/// <param name="Name">The layer, whose tensors are <c>Name.something</c>.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract record QuantizedLayer(string Name, int Output)
{
    /// <summary>The least result in real numbers.</summary>
    public double Low { get; init; } = double.NegativeInfinity;

    /// <summary>The largest result in real numbers.</summary>
    public double High { get; init; } = double.PositiveInfinity;
}

/// <summary>
/// A convolution or a dense layer. Weight (channel, input, tap) of the folded weights is at Weights + channel * ChannelStride + input * InputStride + tap *
/// TapStride, and so it is in the tensor <c>weight</c>, from 0 on.
/// </summary>
/// <param name="Name">The layer.</param>
/// <param name="Input">What it reads, as index into the layout's scales.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
/// <param name="Weights">First float of its weights in the folded weights.</param>
/// <param name="Bias">First float of its bias in the folded weights; -1 = none.</param>
/// <param name="Channels">Its output channels.</param>
/// <param name="InputsPerGroup">Input channels that an output channel reads.</param>
/// <param name="Taps">Taps of the kernel.</param>
/// <param name="ChannelStride">From output channel to output channel.</param>
/// <param name="InputStride">From input channel to input channel of a group.</param>
/// <param name="TapStride">From tap to tap.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedLinear(
    string Name, int Input, int Output, int Weights, int Bias, int Channels, int InputsPerGroup, int Taps, int ChannelStride, int InputStride, int TapStride)
    : QuantizedLayer(Name, Output)
{
    /// <summary>Whether weights take the whole range [-127, 127] instead of that of pairs.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether all channels have one scale.</summary>
    public bool IsPerTensor { get; init; }

    /// <summary>The value that it reads, as index into the layout's values, for the correction of the bias; -1 = it is not observed.</summary>
    public int InputValue { get; init; } = -1;

    /// <summary>Groups of channels.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>
    /// The convolution or dense layer, as index into the layout's layers, that alone reads the result, with nothing between them but ReLU and what moves or
    /// compares values of one channel (pooling by maxima, padding with zeros, flattening); -1 = none. Then the channels between them can be scaled.
    /// </summary>
    public int Next { get; init; } = -1;
}

/// <summary>
/// A sum of (q - z) that is rescaled once: real result = Factor * sum of real inputs. Several <paramref name="Factors"/> are those of counts 1, 2, ...
/// </summary>
/// <param name="Name">The layer.</param>
/// <param name="Input">What it reads, as index into the layout's scales.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
/// <param name="Factors">What sums are multiplied by.</param>
/// <param name="Terms">The most terms of a sum, for the proof that it fits.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedRescale(string Name, int Input, int Output, IReadOnlyList<double> Factors, int Terms) : QuantizedLayer(Name, Output);

/// <summary>A sum or a difference of two values.</summary>
/// <param name="Name">The layer.</param>
/// <param name="First">The first operand, as index into the layout's scales.</param>
/// <param name="Second">The second operand, as index into the layout's scales.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
/// <param name="Subtracts">Whether the second operand is subtracted.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedAdd(string Name, int First, int Second, int Output, bool Subtracts) : QuantizedLayer(Name, Output);

/// <summary>A product of two values.</summary>
/// <param name="Name">The layer.</param>
/// <param name="First">The first operand, as index into the layout's scales.</param>
/// <param name="Second">The second operand, as index into the layout's scales.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedMultiply(string Name, int First, int Second, int Output) : QuantizedLayer(Name, Output);

/// <summary>A function of each element, as a table of 256 entries.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Input">What it reads, as index into the layout's scales.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
/// <param name="Function">The function of real numbers.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedTable(string Name, int Input, int Output, Func<double, double> Function) : QuantizedLayer(Name, Output);

/// <summary>A softmax over so many values, as a table of exponentials.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Input">What it reads, as index into the layout's scales.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
/// <param name="Length">Values that are normalized together.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedSoftmax(string Name, int Input, int Output, int Length) : QuantizedLayer(Name, Output);

/// <summary>Bounds for a value that keeps its scale.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Output">Input and result, as index into the layout's scales.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedClip(string Name, int Output) : QuantizedLayer(Name, Output);

/// <summary>A lookup table in the scale of its result.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Output">Its result, as index into the layout's scales.</param>
/// <param name="Weights">First float of its weights in the folded weights.</param>
/// <param name="Length">Its elements.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedEmbedding(string Name, int Output, int Weights, int Length) : QuantizedLayer(Name, Output);

/// <summary>Bytes of the caller, real value scale * byte + offset, as a table of 256 entries.</summary>
/// <param name="Name">The input.</param>
/// <param name="Output">Its quantized value, as index into the layout's scales.</param>
/// <param name="Scale">Real value of one step.</param>
/// <param name="Offset">Real value of byte 0.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedBytes(string Name, int Output, double Scale, double Offset) : QuantizedLayer(Name, Output);
