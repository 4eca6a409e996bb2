namespace Kiln.Runtime.Tests.Networks;

public class SpanExtensionsTests
{
    [Fact]
    public void ArgMax_takes_the_first_of_ties_and_the_first_nan()
    {
        Assert.Equal(1, new float[] { 1, 3, 3, 2 }.AsSpan().ArgMax());
        Assert.Equal(2, ((ReadOnlySpan<float>)[1, 5, float.NaN, 9, float.NaN]).ArgMax());
        Assert.Equal(0, ((ReadOnlySpan<float>)[float.NegativeInfinity, float.NegativeInfinity]).ArgMax());
        Assert.Equal(3, new sbyte[] { -128, -3, -5, 7, 7 }.AsSpan().ArgMax());
        Assert.Throws<ArgumentException>("scores", () => ReadOnlySpan<float>.Empty.ArgMax());
        Assert.Throws<ArgumentException>("scores", () => ReadOnlySpan<sbyte>.Empty.ArgMax());
    }

    [Fact]
    public void Softmax_is_right_and_stable()
    {
        float[] logits = [1000, 1001, float.NegativeInfinity, 999];
        logits.AsSpan().Softmax();
        double sum = Math.Exp(-1) + 1 + Math.Exp(-2);
        Assert.Equal([(float)(Math.Exp(-1) / sum), (float)(1 / sum), 0, (float)(Math.Exp(-2) / sum)], logits);

        float[] diverged = [1, float.NaN, 2];
        diverged.AsSpan().Softmax();
        Assert.All(diverged, value => Assert.True(float.IsNaN(value)));
        Span<float>.Empty.Softmax();
    }

    [Fact]
    public void Sample_follows_the_probabilities_and_leaves_the_logits()
    {
        float[] logits = [MathF.Log(1), MathF.Log(2), float.NegativeInfinity, MathF.Log(5)];
        float[] before = [.. logits];
        int[] counts = new int[4];
        Random random = new(1);
        for (int i = 0; i < 40_000; i++) counts[logits.AsSpan().Sample(random)]++;
        Assert.Equal(before, logits);
        Assert.Equal(0, counts[2]);
        Assert.Equal(
            [0.125, 0.25, 0.625], new[] { counts[0], counts[1], counts[3] }.Select(count => count / 40_000.0),
            (expected, actual) => Math.Abs(expected - actual) < 0.01);
    }

    [Fact]
    public void Temperature_sharpens_and_zero_is_the_largest()
    {
        float[] logits = [0, 1, 0.5f];
        Random random = new(1);
        int[] counts = new int[3];
        for (int i = 0; i < 1000; i++) counts[logits.AsSpan().Sample(random, temperature: 0.02)]++;
        Assert.Equal([0, 1000, 0], counts);
        Assert.Equal(1, logits.AsSpan().Sample(random, temperature: 0));
        Assert.Equal(2, ((ReadOnlySpan<float>)[0, 1, float.PositiveInfinity]).Sample(random));
    }

    [Fact]
    public void Sample_rejects_what_has_no_distribution()
    {
        Random random = new(1);
        Assert.Throws<ArgumentException>("logits", () => Span<float>.Empty.Sample(random));
        Assert.Contains("logits[1] is NaN", Assert.Throws<ArgumentException>("logits", () => new[] { 0, float.NaN }.AsSpan().Sample(random)).Message);
        Assert.Throws<ArgumentException>("logits", () => new[] { float.NegativeInfinity }.AsSpan().Sample(random));
        Assert.Throws<ArgumentOutOfRangeException>("temperature", () => new float[] { 1 }.AsSpan().Sample(random, -1));
    }
}
