using Kiln.Kernels;

namespace Kiln;

/// <summary>Computes every named integer of a quantized network.</summary>
internal static class ModelIntegers
{
    public static void WriteScales(IReadOnlyList<Quantization> scales, ModelBlock block)
    {
        QuantizationLayout layout = block.Index.Layout;
        for (int i = 0; i < scales.Count; i++)
        {
            string group = layout.Scales[i].Name;
            block.Of<float>(TensorName.Scale(group))[0] = scales[i].Scale;
            block.Of<sbyte>(TensorName.ZeroPoint(group))[0] = (sbyte)scales[i].ZeroPoint;
            string inverse = TensorName.InverseScale(group);
            if (block.Index.Find(inverse) is not null) block.Of<float>(inverse)[0] = InverseOf(scales[i].Scale);
        }
    }

    /// <summary>By what floats of the caller are multiplied: the nearest float to 1 / scale.</summary>
    public static float InverseOf(float scale) => (float)(1 / (double)scale);

    /// <summary>Writes the tensors of a layer, whose scales are there; returns the signal to noise of its weights in dB.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="folded">All folded weights.</param>
    /// <param name="inputMeans">Of a convolution or dense layer: the mean of each input channel; empty = biases are not corrected.</param>
    /// <param name="block">Receives the integers.</param>
    public static double WriteLayer(QuantizedLayer layer, ReadOnlySpan<float> folded, ReadOnlySpan<double> inputMeans, ModelBlock block)
    {
        if (HasClamp(layer)) TableIntegers.WriteClamp(layer, block);
        switch (layer)
        {
            case QuantizedLinear linear:
                return LinearIntegers.Write(linear, folded, inputMeans, block);
            case QuantizedEmbedding embedding:
                return TableIntegers.Write(embedding, folded, block);
            case QuantizedRescale rescale:
                RescaleIntegers.Write(rescale, block);
                break;
            case QuantizedMultiply multiply:
                RescaleIntegers.Write(multiply, block);
                break;
            case QuantizedAdd add:
                AddConstants.Write(add, block);
                break;
            case QuantizedTable table:
                TableIntegers.Write(table, block);
                break;
            case QuantizedSoftmax softmax:
                TableIntegers.Write(softmax, block);
                break;
            case QuantizedBytes bytes:
                TableIntegers.Write(bytes, block);
                break;
        }

        return double.NaN;
    }

    /// <summary>Whether a layer has the tensor <c>clamp</c>.</summary>
    public static bool HasClamp(QuantizedLayer layer) => layer is QuantizedLinear or QuantizedRescale or QuantizedMultiply or QuantizedAdd or QuantizedClip;
}
