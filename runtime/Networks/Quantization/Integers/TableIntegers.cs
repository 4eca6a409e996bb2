using Kiln.Kernels;

namespace Kiln;

/// <summary>The integers of layers that are tables or bounds.</summary>
internal static class TableIntegers
{
    private const int Entries = 256;

    // The table of exponentials begins with 2^22 at most, and a row of them adds up to at most 2^30.
    private const int MostSoftmaxBits = 22, MostSumBits = 30;

    /// <summary>The longest softmax: longer ones would keep too few bits of each exponential.</summary>
    private const int LongestSoftmax = 4096;

    public static void Write(QuantizedTable layer, ModelBlock block)
    {
        Quantization input = block.QuantizationOf(layer.Input), output = block.QuantizationOf(layer.Output);
        (sbyte low, sbyte high) = Bounds(layer, output);
        Span<sbyte> table = block.Of<sbyte>(TensorName.Table(layer.Name));
        for (int entry = 0; entry < Entries; entry++)
            table[entry] = Math.Clamp(output.Quantize(layer.Function(input.Real(entry + Quantization.Least))), low, high);
    }

    public static void Write(QuantizedSoftmax layer, ModelBlock block)
    {
        double scale = block.QuantizationOf(layer.Input).Scale, one = FirstEntry(layer);
        Span<int> table = block.Of<int>(TensorName.Table(layer.Name));
        for (int entry = 0; entry < Entries; entry++) table[entry] = (int)Math.Round(one * Math.Exp(-entry * scale), MidpointRounding.AwayFromZero);
    }

    /// <summary>The entry of a softmax's largest value: exp(0) as an integer.</summary>
    public static int FirstEntry(QuantizedSoftmax layer)
    {
        if (layer.Length is < 1 or > LongestSoftmax)
            throw Unquantizable.Layer(layer.Name, FormattableString.Invariant($"it is over {layer.Length} values, and at most {LongestSoftmax} can be."));
        int lengthBits = 0;
        while (1 << lengthBits < layer.Length) lengthBits++;
        return 1 << Math.Min(MostSoftmaxBits, MostSumBits - lengthBits);
    }

    /// <summary>Every channel of a byte input has the same table.</summary>
    public static void Write(QuantizedBytes layer, ModelBlock block)
    {
        Quantization output = block.QuantizationOf(layer.Output);
        Span<sbyte> table = block.Of<sbyte>(TensorName.Table(layer.Name));
        for (int entry = 0; entry < table.Length; entry++) table[entry] = output.Quantize(layer.Scale * (entry % Entries) + layer.Offset);
    }

    /// <summary>Writes the rows of a lookup table; returns their signal to noise in dB.</summary>
    public static double Write(QuantizedEmbedding layer, ReadOnlySpan<float> folded, ModelBlock block)
    {
        Quantization output = block.QuantizationOf(layer.Output);
        ReadOnlySpan<float> weights = folded.Slice(layer.Weights, layer.Length);
        Span<sbyte> quantized = block.Of<sbyte>(TensorName.Weight(layer.Name));
        double signal = 0, noise = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            quantized[i] = output.Quantize(weights[i]);
            double error = weights[i] - output.Real(quantized[i]);
            signal += (double)weights[i] * weights[i];
            noise += error * error;
        }

        return SignalToNoise.Decibels(signal, noise);
    }

    /// <summary>Writes the bounds of a layer's result, each rounded once.</summary>
    public static void WriteClamp(QuantizedLayer layer, ModelBlock block)
    {
        (sbyte low, sbyte high) = Bounds(layer, block.QuantizationOf(layer.Output));
        Span<sbyte> clamp = block.Of<sbyte>(TensorName.Clamp(layer.Name));
        clamp[0] = low;
        clamp[1] = high;
    }

    private static (sbyte Low, sbyte High) Bounds(QuantizedLayer layer, Quantization output) => (output.Quantize(layer.Low), output.Quantize(layer.High));
}
