using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// The integers of a convolution or a dense layer: for each output channel a scale of its weights, such that rounded weights keep the rule of pairs, the bias
/// fits and no sum of an input of any bytes overflows.
/// </summary>
internal ref struct LinearIntegers
{
    // Adjacent sums of two products of maddubs are then at most 255 * 128, which fits 16 bits.
    public const int MostOfPair = 128;
    public const int MostOfWeight = 127;

    // Rounding can break the rule of pairs by 1 in 128, so 1/128 more always does: in eight small steps, the first that does is taken.
    private const double RoundingGrowth = 1 + 1.0 / 1024;

    // A bias beyond it makes sums too long for floats although the weights' part is short: such a channel's weights hardly count beside its bias.
    private const long LargeBias = Requantization.Fast / 2;
    private const double SumGrowth = 1.25;

    // From this shift on sums may take all 32 bits.
    private const int LeastFullShift = 33;

    private readonly QuantizedLinear _layer;
    private readonly Quantization _input, _output;
    private readonly ReadOnlySpan<float> _weights, _biases;
    private readonly ReadOnlySpan<double> _inputMeans;
    private readonly Span<sbyte> _quantized;
    private readonly Span<int> _bias, _multiplier;
    private readonly Span<byte> _shift;
    private double _signal, _noise;

    public LinearIntegers(QuantizedLinear layer, ReadOnlySpan<float> folded, ReadOnlySpan<double> inputMeans, ModelBlock block)
    {
        _layer = layer;
        _input = block.QuantizationOf(layer.Input);
        _output = block.QuantizationOf(layer.Output);
        _quantized = block.Of<sbyte>(TensorName.Weight(layer.Name));
        _weights = folded.Slice(layer.Weights, _quantized.Length);
        _biases = layer.Bias < 0 ? [] : folded.Slice(layer.Bias, layer.Channels);
        _inputMeans = inputMeans;
        _bias = block.Of<int>(TensorName.Bias(layer.Name));
        _multiplier = block.Of<int>(TensorName.Multiplier(layer.Name));
        _shift = block.Of<byte>(TensorName.Shift(layer.Name));
    }

    /// <summary>Writes the layer's tensors; returns the signal to noise of its weights in dB.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="folded">All folded weights.</param>
    /// <param name="inputMeans">The mean of each input channel, by which biases are corrected; empty = they are not.</param>
    /// <param name="block">Receives the integers.</param>
    public static double Write(QuantizedLinear layer, ReadOnlySpan<float> folded, ReadOnlySpan<double> inputMeans, ModelBlock block)
    {
        LinearIntegers integers = new(layer, folded, inputMeans, block);
        integers.RequireFinite();
        int together = layer.IsPerTensor ? layer.Channels : 1;
        for (int channel = 0; channel < layer.Channels; channel += together) integers.Fit(channel, channel + together);
        return SignalToNoise.Decibels(integers._signal, integers._noise);
    }

    /// <summary>Quantizes channels [first, end) with the least scale for all of them that does.</summary>
    private void Fit(int first, int end)
    {
        double least = 0;
        for (int channel = first; channel < end; channel++) least = Math.Max(least, LeastScale(channel));
        double scale = least > 0 ? least : ScaleOfZeros();
        while (true)
        {
            double growth = 1;
            for (int channel = first; channel < end && growth == 1; channel++) growth = Attempt(channel, scale);
            if (growth == 1) break;
            scale *= growth;
        }

        for (int channel = first; channel < end; channel++) Measure(channel, scale);
    }

    // Weights of 0 leave the scale open. It is that of the bias alone, which must not become coarser than the result.
    private readonly double ScaleOfZeros() => Math.Min(1, _output.Scale / (double)_input.Scale / 256);

    /// <summary>The least scale by which the weights of a channel, not yet rounded, are in range.</summary>
    private readonly double LeastScale(int channel)
    {
        double least = 0;
        for (int tap = 0; tap < _layer.Taps; tap++)
        {
            for (int input = 0; input < _layer.InputsPerGroup; input += 2)
            {
                double one = _weights[At(channel, input, tap)], other = input + 1 < _layer.InputsPerGroup ? _weights[At(channel, input + 1, tap)] : 0;
                least = Math.Max(least, Math.Max(Math.Abs(one), Math.Abs(other)) / MostOfWeight);
                if (_layer.IsFull) continue;
                double positive = Math.Max(one, 0) + Math.Max(other, 0), negative = Math.Min(one, 0) + Math.Min(other, 0);
                least = Math.Max(least, Math.Max(positive, -negative) / MostOfPair);
            }
        }

        return least;
    }

    /// <summary>Writes a channel's integers; returns 1, or by how much the scale has to grow.</summary>
    private readonly double Attempt(int channel, double scale)
    {
        Round(channel, scale);
        if (!_layer.IsFull && !KeepsPairs(channel)) return RoundingGrowth;

        double multiplier = _input.Scale * scale / _output.Scale;
        Requantization requantization = Requantization.Of(multiplier);
        Unquantizable.RequirePossible(_layer.Name, requantization, multiplier);

        (long sum, long low, long high, double correction) = Sums(channel, scale);
        double bias = Math.Round(((_biases.IsEmpty ? 0 : _biases[channel]) + correction) / (_input.Scale * scale), MidpointRounding.AwayFromZero);
        if (Math.Abs(bias) > int.MaxValue) return SumGrowth;
        long stored = (long)bias - _input.ZeroPoint * sum, bound = Math.Max(Math.Abs(stored + low), Math.Abs(stored + high));
        if (stored is < int.MinValue or > int.MaxValue || bound >= requantization.Limit)
        {
            // A larger scale makes sums shorter, but from here on their limit falls as fast.
            if (requantization.Shift <= LeastFullShift)
                throw Unquantizable.Layer(
                    _layer.Name, FormattableString.Invariant($"its sums reach {bound} and do not fit 32 bits; calibrate with more samples."));
            return SumGrowth;
        }

        if (bound >= Requantization.Fast && Math.Abs(bias) >= LargeBias) return SumGrowth;
        _bias[channel] = (int)stored;
        _multiplier[channel] = requantization.Multiplier;
        _shift[channel] = (byte)requantization.Shift;
        return 1;
    }

    private readonly void Round(int channel, double scale)
    {
        for (int tap = 0; tap < _layer.Taps; tap++)
        {
            for (int input = 0; input < _layer.InputsPerGroup; input++)
            {
                int at = At(channel, input, tap);
                _quantized[at] = (sbyte)Math.Round(_weights[at] / scale, MidpointRounding.AwayFromZero);
            }
        }
    }

    private readonly bool KeepsPairs(int channel)
    {
        for (int tap = 0; tap < _layer.Taps; tap++)
        {
            for (int input = 0; input + 1 < _layer.InputsPerGroup; input += 2)
            {
                if (!IsPair(_quantized[At(channel, input, tap)], _quantized[At(channel, input + 1, tap)])) return false;
            }
        }

        return true;
    }

    /// <summary>Whether two weights keep the rule of pairs.</summary>
    public static bool IsPair(int one, int other) =>
        Math.Max(one, 0) + Math.Max(other, 0) <= MostOfPair && Math.Min(one, 0) + Math.Min(other, 0) >= -MostOfPair;

    /// <summary>The sum of a channel's weights, the least and the largest sum of products with bytes, and what the bias lacks on the mean input.</summary>
    private readonly (long Sum, long Low, long High, double Correction) Sums(int channel, double scale)
    {
        long sum = 0, low = 0, high = 0;
        double correction = 0;
        int firstInput = channel / (_layer.Channels / _layer.Groups) * _layer.InputsPerGroup;
        for (int input = 0; input < _layer.InputsPerGroup; input++)
        {
            double error = 0;
            for (int tap = 0; tap < _layer.Taps; tap++)
            {
                int at = At(channel, input, tap), weight = _quantized[at];
                sum += weight;
                low += weight * (weight > 0 ? Quantization.Least : Quantization.Largest);
                high += weight * (weight > 0 ? Quantization.Largest : Quantization.Least);
                error += _weights[at] - weight * scale;
            }

            if (!_inputMeans.IsEmpty) correction += error * _inputMeans[firstInput + input];
        }

        return (sum, low, high, correction);
    }

    private void Measure(int channel, double scale)
    {
        for (int tap = 0; tap < _layer.Taps; tap++)
        {
            for (int input = 0; input < _layer.InputsPerGroup; input++)
            {
                int at = At(channel, input, tap);
                double error = _weights[at] - _quantized[at] * scale;
                _signal += (double)_weights[at] * _weights[at];
                _noise += error * error;
            }
        }
    }

    private readonly void RequireFinite()
    {
        foreach (float weight in _weights)
            if (!float.IsFinite(weight)) throw NotFinite("weights", weight);
        foreach (float bias in _biases)
            if (!float.IsFinite(bias)) throw NotFinite("biases", bias);
    }

    private readonly InvalidOperationException NotFinite(string what, float value) => Unquantizable.Layer(
        _layer.Name,
        FormattableString.Invariant($"its {what}, with the normalization that folds into them, hold {value}; quantize a network whose training converged."));

    private readonly int At(int channel, int input, int tap) => channel * _layer.ChannelStride + input * _layer.InputStride + tap * _layer.TapStride;
}
