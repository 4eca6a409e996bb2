using Kiln.Kernels;

namespace Kiln;

/// <summary>By what each channel of an observed value is divided because the weights before and behind it were equalized.</summary>
internal sealed class ChannelFactors(QuantizationLayout layout)
{
    private readonly float[]?[] _inverses = new float[layout.Values.Count][];

    /// <summary>Has all values of a group divided by the factors of their channels, besides what they are divided by already.</summary>
    public void Add(int scale, ReadOnlySpan<double> factors)
    {
        for (int value = 0; value < layout.Values.Count; value++)
        {
            if (layout.Values[value].Scale != scale) continue;
            float[] inverses = _inverses[value] ??= [.. Enumerable.Repeat(1f, factors.Length)];
            for (int channel = 0; channel < inverses.Length; channel++) inverses[channel] = (float)(inverses[channel] / factors[channel]);
        }
    }

    /// <summary>Divides one sample of a value.</summary>
    public void Divide(int value, Span<float> elements)
    {
        if (_inverses[value] is not { } inverses) return;
        if (layout.Values[value].ChannelsLast)
        {
            for (int i = 0, channel = 0; i < elements.Length; i++)
            {
                elements[i] *= inverses[channel];
                if (++channel == inverses.Length) channel = 0;
            }

            return;
        }

        int area = elements.Length / inverses.Length;
        for (int channel = 0; channel < inverses.Length; channel++)
            foreach (ref float element in elements.Slice(channel * area, area)) element *= inverses[channel];
    }
}
