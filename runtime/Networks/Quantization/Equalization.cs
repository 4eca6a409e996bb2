using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// Equalizes the weights around each channel between two linear layers: ReLU(a x) = a ReLU(x), so that the weights before a channel can be divided by what
/// those behind it are multiplied by. Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.1.
/// </summary>
internal static class Equalization
{
    // Chains of layers pass what they gain from one pair to the next; the paper repeats until nothing changes.
    private const int MostRounds = 20;
    private const double Enough = 1e-3;

    // A channel with almost no weights before it but a bias would blow up the range of the value between.
    private const double LargestFactor = 256;

    /// <summary>Changes folded weights, and notes by what observed values have to be divided.</summary>
    public static void Run(QuantizationLayout layout, Span<float> folded, ChannelFactors factors)
    {
        bool changes = true;
        for (int round = 0; changes && round < MostRounds; round++)
        {
            changes = false;
            foreach (QuantizedLinear layer in layout.Layers.OfType<QuantizedLinear>())
            {
                if (Next(layout, layer) is not { } next) continue;
                double[] ofChannels = Factors(layer, next, folded);
                changes |= ofChannels.Any(factor => Math.Abs(factor - 1) > Enough);
                Scale(layer, next, ofChannels, folded);
                factors.Add(layer.Output, ofChannels);
            }
        }
    }

    /// <summary>The layer that alone reads the result through what scales with it; null if there is none.</summary>
    private static QuantizedLinear? Next(QuantizationLayout layout, QuantizedLinear layer)
    {
        if (layer.Next < 0 || layout.Layers[layer.Next] is not QuantizedLinear next || next.Input != layer.Output) return null;
        QuantizedScale scale = layout.Scales[layer.Output];
        bool scales = layer.High == double.PositiveInfinity && layer.Low is 0 or double.NegativeInfinity
            && scale is { Scale: null, High: null, Low: null or 0 } && !layout.Inputs.Contains(layer.Output) && !layout.Outputs.Contains(layer.Output);
        bool fits = next.Groups * next.InputsPerGroup == layer.Channels
            && layout.Values.All(value => value.Scale != layer.Output || value.Channels == layer.Channels);
        return scales && fits ? next : null;
    }

    private static double[] Factors(QuantizedLinear layer, QuantizedLinear next, ReadOnlySpan<float> folded)
    {
        double[] before = new double[layer.Channels], behind = new double[layer.Channels], factors = new double[layer.Channels];
        foreach ((int channel, int _, int at) in Places(layer)) before[channel] = Math.Max(before[channel], Math.Abs(folded[at]));
        foreach ((int _, int input, int at) in Places(next)) behind[input] = Math.Max(behind[input], Math.Abs(folded[at]));
        for (int channel = 0; channel < factors.Length; channel++)
        {
            bool isUsed = before[channel] > 0 && behind[channel] > 0;
            factors[channel] = isUsed ? Math.Clamp(Math.Sqrt(before[channel] / behind[channel]), 1 / LargestFactor, LargestFactor) : 1;
        }

        return factors;
    }

    private static void Scale(QuantizedLinear layer, QuantizedLinear next, double[] factors, Span<float> folded)
    {
        foreach ((int channel, int _, int at) in Places(layer)) folded[at] = (float)(folded[at] / factors[channel]);
        foreach ((int _, int input, int at) in Places(next)) folded[at] = (float)(folded[at] * factors[input]);
        if (layer.Bias < 0) return;
        for (int channel = 0; channel < factors.Length; channel++)
            folded[layer.Bias + channel] = (float)(folded[layer.Bias + channel] / factors[channel]);
    }

    /// <summary>Every weight: its output channel, its input channel counted over all groups, and where it is in the folded weights.</summary>
    private static IEnumerable<(int Channel, int Input, int At)> Places(QuantizedLinear layer)
    {
        int channelsPerGroup = layer.Channels / layer.Groups;
        for (int channel = 0; channel < layer.Channels; channel++)
        {
            int firstInput = channel / channelsPerGroup * layer.InputsPerGroup;
            for (int input = 0; input < layer.InputsPerGroup; input++)
            {
                int at = layer.Weights + channel * layer.ChannelStride + input * layer.InputStride;
                for (int tap = 0; tap < layer.Taps; tap++) yield return (channel, firstInput + input, at + tap * layer.TapStride);
            }
        }
    }
}
