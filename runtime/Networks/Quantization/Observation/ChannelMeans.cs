using Kiln.Kernels;

namespace Kiln;

/// <summary>The mean of each channel of a value.</summary>
internal sealed class ChannelMeans(QuantizedValue value)
{
    private readonly double[] _sums = new double[value.Channels];
    private long _samples;

    /// <summary>Adds the value of one sample.</summary>
    public void Add(ReadOnlySpan<float> sample)
    {
        _samples++;
        if (value.ChannelsLast)
        {
            for (int i = 0, channel = 0; i < sample.Length; i++)
            {
                _sums[channel] += sample[i];
                if (++channel == _sums.Length) channel = 0;
            }

            return;
        }

        int area = value.Length / value.Channels;
        for (int channel = 0; channel < _sums.Length; channel++)
            foreach (float element in sample.Slice(channel * area, area)) _sums[channel] += element;
    }

    /// <summary>The mean of each of so many inputs of a layer; empty if they are not these channels, nor elements of them in the same order.</summary>
    public double[] Of(int inputs)
    {
        if (inputs % value.Channels != 0) return [];
        int area = inputs / value.Channels;
        double count = (double)_samples * (value.Length / value.Channels);
        return [.. Enumerable.Range(0, inputs).Select(input => _sums[value.ChannelsLast ? input % value.Channels : input / area] / count)];
    }
}
