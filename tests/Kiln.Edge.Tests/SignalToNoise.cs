namespace Kiln.Edge.Tests;

/// <summary>The power of outputs in floats over that of the noise of quantization, in dB.</summary>
internal static class SignalToNoise
{
    public static double Decibels(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double signal = 0, noise = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            signal += Math.Pow(expected[i], 2);
            noise += Math.Pow(actual[i] - expected[i], 2);
        }

        return 10 * Math.Log10(signal / noise);
    }
}
