namespace Kiln;

/// <summary>The squared error of quantized values, those that saturate included.</summary>
internal sealed class SquaredError(CountedValues values)
{
    /// <summary>The sum over all values, each taken for the middle of its bin.</summary>
    public double Of(ValueRange range)
    {
        Quantization quantization = Quantization.Of(range);
        double sum = 0, scale = quantization.Scale, low = quantization.Real(Quantization.Least), high = quantization.Real(Quantization.Largest);
        for (int i = 0; i < values.Middles.Length; i++)
        {
            double value = values.Middles[i], error = value - Math.Clamp(Math.Round(value / scale) * scale, low, high);
            sum += values.Counts[i] * error * error;
        }

        return sum;
    }
}
