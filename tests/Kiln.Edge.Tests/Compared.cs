using Edge;

namespace Kiln.Edge.Tests;

/// <summary>
/// Outputs in integers beside those in floats: how many samples have the same largest output, and the power of the outputs over that of the noise of
/// quantization, in dB.
/// </summary>
internal sealed record Compared(int Count, int Same, double Decibels)
{
    public static Compared Of(float[] samples, int inputs, int outputs, Infer real, Infer integers)
    {
        int count = samples.Length / inputs, same = 0;
        float[] expected = new float[count * outputs], actual = new float[count * outputs];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> sample = samples.AsSpan(i * inputs, inputs);
            Span<float> one = expected.AsSpan(i * outputs, outputs), other = actual.AsSpan(i * outputs, outputs);
            real(sample, one);
            integers(sample, other);
            if (one.ArgMax() == other.ArgMax()) same++;
        }

        return new Compared(count, same, SignalToNoise.Decibels(expected, actual));
    }

    public override string ToString() => FormattableString.Invariant($"{Same} of {Count} answers the same, {Decibels:F1} dB");
}
