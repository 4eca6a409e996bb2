using Kiln.Kernels;

namespace Kiln;

/// <summary>The integers of layers that multiply sums or products of inputs by a constant.</summary>
internal static class RescaleIntegers
{
    /// <summary>The largest magnitude of q - z.</summary>
    public const int LargestDifference = byte.MaxValue;

    public static void Write(QuantizedRescale layer, ModelBlock block)
    {
        double ratio = block.QuantizationOf(layer.Input).Scale / (double)block.QuantizationOf(layer.Output).Scale;
        for (int count = 0; count < layer.Factors.Count; count++) Write(layer.Name, count, layer.Factors[count] * ratio, LargestSum(layer), block);
    }

    public static void Write(QuantizedMultiply layer, ModelBlock block)
    {
        double first = block.QuantizationOf(layer.First).Scale, second = block.QuantizationOf(layer.Second).Scale;
        Write(layer.Name, 0, first * second / block.QuantizationOf(layer.Output).Scale, LargestProduct, block);
    }

    /// <summary>The largest magnitude of a sum.</summary>
    public static long LargestSum(QuantizedRescale layer) => (long)layer.Terms * LargestDifference;

    /// <summary>The largest magnitude of a product.</summary>
    public static long LargestProduct => (long)LargestDifference * LargestDifference;

    private static void Write(string layer, int index, double multiplier, long bound, ModelBlock block)
    {
        if (!double.IsFinite(multiplier) || multiplier < 0)
            throw Unquantizable.Layer(layer, FormattableString.Invariant($"it multiplies by {multiplier}, and only numbers from 0 on can be a multiplier."));
        Requantization requantization = Requantization.Of(multiplier);
        Unquantizable.RequirePossible(layer, requantization, multiplier);
        if (bound >= requantization.Limit)
            throw Unquantizable.Layer(layer, FormattableString.Invariant(
                $"its sums reach {bound}, and the range of its result allows {requantization.Limit - 1}; calibrate with more samples."));
        block.Of<int>(TensorName.Multiplier(layer))[index] = requantization.Multiplier;
        block.Of<byte>(TensorName.Shift(layer))[index] = (byte)requantization.Shift;
    }
}
