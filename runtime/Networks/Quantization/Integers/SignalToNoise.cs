namespace Kiln;

/// <summary>Ratios of signal to quantization noise.</summary>
internal static class SignalToNoise
{
    /// <summary>Ten times the logarithm of the ratio of two powers: infinite without noise, not a number without signal and noise.</summary>
    public static double Decibels(double signal, double noise) => 10 * Math.Log10(signal / noise);
}
