using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// Proves of the integers of a quantized network what kernels take for granted: every multiplier and shift is one that they can do, no sum overflows for any
/// input, bounds are in order. What follows from other integers is compared with what it follows from.
/// </summary>
internal sealed class ModelCheck(ModelBlock block)
{
    private readonly QuantizationLayout _layout = block.Index.Layout;

    /// <summary>The first fault; null if there is none.</summary>
    public ModelFault? FirstFault()
    {
        foreach (QuantizedScale scale in _layout.Scales)
            if (OfScale(scale) is { } fault) return fault;
        foreach (QuantizedLayer layer in _layout.Layers)
            if ((ModelIntegers.HasClamp(layer) ? OfClamp(layer.Name) : null) is { } fault || (fault = OfLayer(layer)!) is not null) return fault;
        return null;
    }

    private ModelFault? OfLayer(QuantizedLayer layer) => layer switch
    {
        QuantizedLinear linear => OfLinear(linear),
        QuantizedRescale rescale => OfRescale(rescale.Name, RescaleIntegers.LargestSum(rescale)),
        QuantizedMultiply multiply => OfRescale(multiply.Name, RescaleIntegers.LargestProduct),
        QuantizedAdd add => OfAdd(add),
        QuantizedSoftmax softmax => OfSoftmax(softmax),
        _ => null,
    };

    private ModelFault? OfScale(QuantizedScale scale)
    {
        string name = TensorName.Scale(scale.Name), zero = TensorName.ZeroPoint(scale.Name), inverse = TensorName.InverseScale(scale.Name);
        float value = block.Of<float>(name)[0];
        if (!float.IsNormal(value) || value < 0) return Fault(name, $"is {value}; a scale is a positive number");
        if (scale.Scale is { } known && value != (float)known) return Fault(name, $"is {value}, and the network fixes it at {(float)known}");
        int point = block.Of<sbyte>(zero)[0];
        if (scale.Scale is not null && point != scale.ZeroPoint) return Fault(zero, $"is {point}, and the network fixes it at {scale.ZeroPoint}");
        if (block.Index.Find(inverse) is null) return null;
        float reciprocal = block.Of<float>(inverse)[0];
        float expected = ModelIntegers.InverseOf(value);
        return reciprocal == expected ? null : Fault(inverse, $"is {reciprocal}, and the scale makes it {expected}");
    }

    private ModelFault? OfClamp(string layer)
    {
        string name = TensorName.Clamp(layer);
        Span<sbyte> clamp = block.Of<sbyte>(name);
        return clamp[0] <= clamp[1] ? null : Fault(name, $"has a low bound, {clamp[0]}, above the high one, {clamp[1]}");
    }

    private ModelFault? OfLinear(QuantizedLinear layer)
    {
        for (int channel = 0; channel < layer.Channels; channel++)
        {
            if (OfRequantization(layer.Name, channel) is { } fault) return fault;
            if (OfChannel(layer, channel) is { } wrong) return wrong;
        }

        return null;
    }

    private ModelFault? OfChannel(QuantizedLinear layer, int channel)
    {
        string name = TensorName.Weight(layer.Name);
        Span<sbyte> weights = block.Of<sbyte>(name);
        long low = 0, high = 0;
        for (int tap = 0; tap < layer.Taps; tap++)
        {
            int before = 0;
            for (int input = 0; input < layer.InputsPerGroup; input++)
            {
                int weight = weights[channel * layer.ChannelStride + input * layer.InputStride + tap * layer.TapStride];
                if (weight < -LinearIntegers.MostOfWeight) return Fault(name, $"holds {weight} in channel {channel}; weights are from -127 to 127");
                bool isSecond = input % 2 == 1;
                if (isSecond && !layer.IsFull && !LinearIntegers.IsPair(before, weight))
                    return Fault(name, $"holds the pair {before}, {weight} in channel {channel}; weights of one sign in a pair add up to at most 128");
                before = weight;
                low += weight * (weight > 0 ? Quantization.Least : Quantization.Largest);
                high += weight * (weight > 0 ? Quantization.Largest : Quantization.Least);
            }
        }

        long bias = block.Of<int>(TensorName.Bias(layer.Name))[channel], limit = RequantizationOf(layer.Name, channel).Limit;
        long bound = Math.Max(Math.Abs(bias + low), Math.Abs(bias + high));
        return bound < limit ? null : Fault(TensorName.Bias(layer.Name), $"lets sums of channel {channel} reach {bound}; they must stay below {limit}");
    }

    private ModelFault? OfRescale(string layer, long bound)
    {
        for (int i = 0; i < block.Of<int>(TensorName.Multiplier(layer)).Length; i++)
        {
            if (OfRequantization(layer, i) is { } fault) return fault;
            long limit = RequantizationOf(layer, i).Limit;
            if (bound >= limit) return Fault(TensorName.Shift(layer), $"allows sums below {limit}, and they reach {bound}");
        }

        return null;
    }

    private ModelFault? OfAdd(QuantizedAdd layer)
    {
        string name = TensorName.Constants(layer.Name);
        Span<int> stored = block.Of<int>(name);
        AddConstants constants = new(stored[0], stored[1], stored[2], stored[3]);
        if (constants.Shift is < AddConstants.LeastShift or > AddConstants.LargestShift)
            return Fault(name, $"shifts by {constants.Shift}; it must be from {AddConstants.LeastShift} to {AddConstants.LargestShift}");
        int second = layer.Subtracts ? -constants.Second : constants.Second;
        if (constants.First is < 0 or > AddConstants.LargestFactor || second is < 0 or > AddConstants.LargestFactor)
            return Fault(name, $"has the factors {constants.First} and {constants.Second}, which are not of 15 bits and the signs of the operands");
        AddConstants expected = AddConstants.Of(
            constants.First, constants.Second, constants.Shift, Zero(layer.First), Zero(layer.Second), Zero(layer.Output));
        return constants == expected ? null : Fault(name, $"has the offset {constants.Offset}, and the zero points make it {expected.Offset}");
    }

    private ModelFault? OfSoftmax(QuantizedSoftmax layer)
    {
        string name = TensorName.Table(layer.Name);
        Span<int> table = block.Of<int>(name);
        int first = TableIntegers.FirstEntry(layer);
        if (table[0] != first) return Fault(name, $"begins with {table[0]}, and for {layer.Length} values it must begin with {first}");
        for (int i = 1; i < table.Length; i++)
            if (table[i] < 0 || table[i] > table[i - 1]) return Fault(name, $"rises or is negative at entry {i}, and exponentials fall towards 0");
        return null;
    }

    private ModelFault? OfRequantization(string layer, int index)
    {
        Requantization requantization = RequantizationOf(layer, index);
        if (!Requantization.IsShift(requantization.Shift))
            return Fault(
                TensorName.Shift(layer), $"holds {requantization.Shift} at {index}; shifts are from {Requantization.LeastShift} to {Requantization.Flush}");
        return Requantization.IsMultiplier(requantization.Multiplier)
            ? null
            : Fault(TensorName.Multiplier(layer), $"holds {requantization.Multiplier} at {index}; multipliers are odd multiples of 128 from 2^30 to 2^31");
    }

    private Requantization RequantizationOf(string layer, int index) =>
        new(block.Of<int>(TensorName.Multiplier(layer))[index], block.Of<byte>(TensorName.Shift(layer))[index]);

    private int Zero(int scale) => block.QuantizationOf(scale).ZeroPoint;

    private static ModelFault Fault(string tensor, FormattableString problem) => new(tensor, FormattableString.Invariant(problem));
}
