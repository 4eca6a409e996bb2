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
        float[] expected = new float[outputs], actual = new float[outputs];
        double signal = 0, noise = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> sample = samples.AsSpan(i * inputs, inputs);
            real(sample, expected);
            integers(sample, actual);
            if (expected.AsSpan().ArgMax() == actual.AsSpan().ArgMax()) same++;
            for (int k = 0; k < outputs; k++)
            {
                signal += Math.Pow(expected[k], 2);
                noise += Math.Pow(actual[k] - expected[k], 2);
            }
        }

        return new Compared(count, same, 10 * Math.Log10(signal / noise));
    }

    public override string ToString() => FormattableString.Invariant($"{Same} of {Count} answers the same, {Decibels:F1} dB");
}
