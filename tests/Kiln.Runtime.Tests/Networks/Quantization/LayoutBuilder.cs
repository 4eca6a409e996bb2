using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>A layout of a quantized network as the generator would write it: scales, values and layers in order, tensors on lines of 64 bytes.</summary>
internal sealed class LayoutBuilder
{
    private readonly List<QuantizedScale> _scales = [];
    private readonly List<QuantizedValue> _values = [];
    private readonly List<QuantizedLayer> _layers = [];
    private readonly List<ModelTensor> _tensors = [];
    private int _bytes, _observed;

    public List<int> Inputs { get; } = [];

    public List<int> Outputs { get; } = [];

    public int ModelBytes => _bytes;

    /// <summary>A scale with a value of so many elements in so many channels; returns its index.</summary>
    public int Value(string name, int length, int channels = 1, double? low = null, double? high = null, bool channelsLast = false, bool isInput = false)
    {
        int scale = Scale(new QuantizedScale(name) { Low = low, High = high }, hasInverse: isInput);
        if (isInput) Inputs.Add(scale);
        Observe(name, scale, length, channels, channelsLast);
        return scale;
    }

    /// <summary>A scale without a value.</summary>
    public int Scale(QuantizedScale scale, bool hasInverse = false)
    {
        _scales.Add(scale);
        Tensor(scale.Name + ".scale", ModelElement.Float32, 1);
        Tensor(scale.Name + ".zero_point", ModelElement.Int8, 1);
        if (hasInverse) Tensor(scale.Name + ".inverse_scale", ModelElement.Float32, 1);
        return _scales.Count - 1;
    }

    /// <summary>An observed value of a scale.</summary>
    public int Observe(string name, int scale, int length, int channels = 1, bool channelsLast = false)
    {
        _values.Add(new QuantizedValue(name, scale, _observed, length, channels, channelsLast));
        _observed += length;
        return _values.Count - 1;
    }

    /// <summary>A layer with its tensors; returns its index.</summary>
    public int Layer(QuantizedLayer layer, params int[] weightShape)
    {
        _layers.Add(layer);
        switch (layer)
        {
            case QuantizedLinear linear:
                Tensor(layer.Name + ".weight", ModelElement.Int8, weightShape);
                Tensor(layer.Name + ".bias", ModelElement.Int32, linear.Channels);
                Requantization(layer.Name, linear.Channels);
                break;
            case QuantizedRescale rescale:
                Requantization(layer.Name, rescale.Factors.Count);
                break;
            case QuantizedMultiply:
                Requantization(layer.Name, 1);
                break;
            case QuantizedAdd:
                Tensor(layer.Name + ".constants", ModelElement.Int32, 4);
                Tensor(layer.Name + ".clamp", ModelElement.Int8, 2);
                break;
            case QuantizedTable:
                Tensor(layer.Name + ".table", ModelElement.Int8, 256);
                break;
            case QuantizedSoftmax:
                Tensor(layer.Name + ".table", ModelElement.Int32, 256);
                break;
            case QuantizedBytes:
                Tensor(layer.Name + ".table", ModelElement.Int8, weightShape.Length == 0 ? [1, 256] : weightShape);
                break;
            case QuantizedEmbedding:
                Tensor(layer.Name + ".weight", ModelElement.Int8, weightShape);
                break;
            case QuantizedClip:
                Tensor(layer.Name + ".clamp", ModelElement.Int8, 2);
                break;
        }

        return _layers.Count - 1;
    }

    /// <summary>A dense layer of [channels, inputs] weights, whose biases follow them in the folded weights.</summary>
    public int Dense(string name, int input, int output, int weights, int channels, int inputs, Func<QuantizedLinear, QuantizedLinear>? with = null)
    {
        QuantizedLinear layer = new(
            name, input, output, weights, weights + channels * inputs, channels, inputs, Taps: 1, ChannelStride: inputs, InputStride: 1, TapStride: 1);
        return Layer(with?.Invoke(layer) ?? layer, channels, inputs);
    }

    /// <summary>Changes a layer that is there, to have it name a later one.</summary>
    public void Replace(int index, Func<QuantizedLayer, QuantizedLayer> with) => _layers[index] = with(_layers[index]);

    public QuantizationLayout Build(int weightLength, string graph = "cbf29ce484222325") =>
        new(graph, _scales, _values, _layers, _tensors, _observed, weightLength) { Inputs = Inputs, Outputs = Outputs };

    private void Requantization(string layer, int count)
    {
        Tensor(layer + ".multiplier", ModelElement.Int32, count);
        Tensor(layer + ".shift", ModelElement.UInt8, count);
        Tensor(layer + ".clamp", ModelElement.Int8, 2);
    }

    private void Tensor(string name, ModelElement element, params int[] shape)
    {
        ModelTensor tensor = new(name, element, shape, _bytes);
        _tensors.Add(tensor);
        _bytes += (ModelElements.Bytes(tensor) + 63) / 64 * 64;
    }
}
