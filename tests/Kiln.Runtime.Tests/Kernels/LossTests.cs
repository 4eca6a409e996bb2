using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class LossTests
{
    [Theory]
    [InlineData(1, 3, 16, 0, false)]
    [InlineData(6, 10, 16, 0, false)]
    [InlineData(6, 10, 10, 0.1, false)]
    [InlineData(5, 33, 48, 0, true)]
    [InlineData(7, 19, 32, 0.2, true)]
    public void Cross_entropy_agrees_with_plain_loops(int rows, int columns, int stride, double smoothing, bool weighted)
    {
        const int Ignored = -100;
        float[] x = Samples.Rows(rows, columns, stride, 3, 5);
        int[] targets = [.. Enumerable.Range(0, rows).Select(r => r == 4 ? Ignored : r * 7 % columns)];
        float[] weights = [.. Samples.Normal(columns, 4).Select(value => Math.Abs(value) + 0.1f)];
        ref float classWeights = ref weighted ? ref weights[0] : ref Unsafe.NullRef<float>();
        float[] loss = new float[rows];
        float[] weight = new float[rows];
        float[] dx = Samples.Filled(x.Length, float.NaN);
        SoftmaxCrossEntropy.Forward(ref x[0], ref targets[0], rows, columns, stride, (float)smoothing, Ignored, ref classWeights, ref loss[0], ref weight[0]);
        SoftmaxCrossEntropy.Gradient(ref x[0], ref targets[0], rows, columns, stride, (float)smoothing, Ignored, ref classWeights, 0.5f, ref dx[0]);

        for (int r = 0; r < rows; r++)
        {
            int t = targets[r];
            double logSum = Math.Log(Enumerable.Range(0, columns).Sum(c => Math.Exp(x[r * stride + c])));
            double[] w = [.. Enumerable.Range(0, columns).Select(c => weighted ? (double)weights[c] : 1)];
            double[] logProbability = [.. Enumerable.Range(0, columns).Select(c => x[r * stride + c] - logSum)];
            if (t == Ignored)
            {
                Assert.Equal((0f, 0f), (loss[r], weight[r]));
                Assert.All(dx[(r * stride)..(r * stride + columns)], value => Assert.Equal(0f, value));
                continue;
            }

            double expected = -(1 - smoothing) * w[t] * logProbability[t] - smoothing / columns * w.Select((value, c) => value * logProbability[c]).Sum();
            Samples.AssertClose(expected, loss[r], 3e-6, $"loss[{r}]");
            Samples.AssertClose(w[t], weight[r], 0, $"weight[{r}]");
            double factor = (1 - smoothing) * w[t] + smoothing / columns * w.Sum();
            for (int c = 0; c < columns; c++)
            {
                double gradient = 0.5 * (factor * Math.Exp(logProbability[c]) - (c == t ? (1 - smoothing) * w[t] : 0) - smoothing / columns * w[c]);
                Samples.AssertClose(gradient, dx[r * stride + c], 1e-6, $"dx[{r}][{c}]");
            }
        }

        Samples.AssertGapsUntouched(dx, rows, columns, stride);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1)]
    public void A_target_that_is_no_class_is_named_before_anything_is_written(int bad)
    {
        float[] x = new float[64];
        int[] targets = [1, 2, bad, 3];
        float[] loss = Samples.Filled(4, 7);
        float[] weight = Samples.Filled(4, 7);
        float[] dx = Samples.Filled(64, 7);
        ArgumentException forward = Assert.Throws<ArgumentException>(() =>
            SoftmaxCrossEntropy.Forward(
                ref x[0], ref targets[0], 4, 10, 16, 0, SoftmaxCrossEntropy.IgnoreNone, ref Unsafe.NullRef<float>(), ref loss[0], ref weight[0]));
        Assert.Throws<ArgumentException>(() =>
            SoftmaxCrossEntropy.Gradient(ref x[0], ref targets[0], 4, 10, 16, 0, SoftmaxCrossEntropy.IgnoreNone, ref Unsafe.NullRef<float>(), 1, ref dx[0]));
        Assert.Contains($"Target {bad} of sample 2", forward.Message, StringComparison.Ordinal);
        Assert.Contains("10 classes", forward.Message, StringComparison.Ordinal);
        Assert.All(loss.Concat(weight).Concat(dx), value => Assert.Equal(7f, value));
    }

    /// <summary>Also if losses are not numbers: samples that do not count have no effect.</summary>
    [Theory, InlineData(1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void What_is_divided_by_nothing_is_nothing(float loss)
    {
        float[] losses = [loss, 2, 3], seeds = Samples.Filled(3, 7);
        Assert.Equal(0f, MeanLoss.Run(ref losses[0], 1, 3, divisor: 0));
        MeanLoss.Seed(ref seeds[0], 1, 3, scale: 2, divisor: 0);
        Assert.Equal([0f, 0f, 0f], seeds);
        MeanLoss.Share(ref losses[1], 1, ref seeds[0], 1, 2, count: 2, divisor: 0);
        Assert.Equal([0f, 0f, 0f], seeds);
    }

    [Fact]
    public void Means_and_shares_divide_by_what_they_are_given()
    {
        float[] losses = [1, 9, 2, 9, 3], shares = new float[3];
        Assert.Equal(1.5f, MeanLoss.Run(ref losses[0], 2, 3, divisor: 4));
        MeanLoss.Share(ref losses[0], 2, ref shares[0], 1, 3, count: 8, divisor: 4);
        Assert.Equal([2f, 4f, 6f], shares);
        MeanLoss.Seed(ref shares[0], 1, 3, scale: 2, divisor: 4);
        Assert.Equal([0.5f, 0.5f, 0.5f], shares);
    }

    [Theory]
    [InlineData(-1, new float[0], 4.0)]
    [InlineData(2, new float[0], 4.0)]
    [InlineData(1, new[] { 0.5f, 2, 4 }, 5.0)]
    [InlineData(-1, new[] { 0.5f, 2, 4 }, 7.0)]
    public void Weights_of_targets_add_up(int ignoreIndex, float[] classWeights, double expected) =>
        Assert.Equal(expected, new TargetWeights(0, ignoreIndex, classWeights).Sum([0, 0, 2, 1, -1]));

    [Theory]
    [InlineData(10, -100, "Check whether the labels count from 1.")]
    [InlineData(11, -100, "how many outputs the last layer has")]
    [InlineData(-1, -100, "Array.IndexOf")]
    [InlineData(-2, -100, "what has no label carries -100")]
    [InlineData(-2, 3, "how many outputs the last layer has")]
    [InlineData(int.MinValue, -1, "what has no label carries -1")]
    [InlineData(int.MaxValue, SoftmaxCrossEntropy.IgnoreNone, "how many outputs the last layer has")]
    public void A_wrong_label_is_told_apart(int label, int ignoreIndex, string advice)
    {
        int[] targets = [3, 9, 0, label, 1, 2];
        foreach (nint positions in (nint[])[1, 2])
        {
            string message = Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Validate(ref targets[0], 6, 10, ignoreIndex, positions)).Message;
            Assert.StartsWith(
                positions == 1 ? $"Target {label} of sample 3 is not a class" : $"Target {label} of sample 1, position 1, is not a class", message,
                StringComparison.Ordinal);
            Assert.Contains("labels start at 0, so they run from 0 to 9", message, StringComparison.Ordinal);
            Assert.Contains(advice, message, StringComparison.Ordinal);
            Assert.DoesNotContain("ignoreIndex", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(3, 10, 16)]
    [InlineData(2, 37, 37)]
    public void Binary_cross_entropy_agrees_with_plain_loops(int rows, int columns, int stride)
    {
        float[] x = Samples.Rows(rows, columns, stride, 5, 20);
        float[] t = [.. Samples.Normal(rows * columns, 6).Select(value => value > 0 ? 1f : 0.25f)];
        float[] loss = new float[rows];
        float[] dx = Samples.Filled(x.Length, float.NaN);
        for (int r = 0; r < rows; r++)
        {
            loss[r] = BinaryCrossEntropy.Mean(ref x[r * stride], ref t[r * columns], columns);
            BinaryCrossEntropy.Gradient(ref x[r * stride], ref t[r * columns], columns, columns, 3f, ref dx[r * stride]);
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                double value = x[r * stride + c];
                sum += Math.Max(value, 0) - value * t[r * columns + c] + Math.Log(1 + Math.Exp(-Math.Abs(value)));
                Samples.AssertClose(3.0 * (1 / (1 + Math.Exp(-value)) - t[r * columns + c]) / columns, dx[r * stride + c], 1e-6, $"dx[{r}][{c}]");
            }

            Samples.AssertClose(sum / columns, loss[r], 1e-6, $"loss[{r}]");
        }

        Samples.AssertGapsUntouched(dx, rows, columns, stride);
    }

    [Fact]
    public void Binary_cross_entropy_keeps_tiny_losses()
    {
        float[] x = [-20f];
        float[] t = [0f];
        Assert.Equal(Math.Exp(-20), BinaryCrossEntropy.Mean(ref x[0], ref t[0], 1), 1e-15);
    }

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(3, 10, 16)]
    [InlineData(2, 37, 37)]
    public void Mean_squared_error_agrees_with_plain_loops(int rows, int columns, int stride)
    {
        float[] x = Samples.Rows(rows, columns, stride, 7);
        float[] t = Samples.Normal(rows * columns, 8);
        float[] loss = new float[rows];
        float[] dx = Samples.Filled(x.Length, float.NaN);
        for (int r = 0; r < rows; r++)
        {
            loss[r] = MeanSquaredError.Mean(ref x[r * stride], ref t[r * columns], columns);
            MeanSquaredError.Gradient(ref x[r * stride], ref t[r * columns], columns, columns, 3f, ref dx[r * stride]);
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                double difference = (double)x[r * stride + c] - t[r * columns + c];
                sum += difference * difference;
                Samples.AssertClose(6 * difference / columns, dx[r * stride + c], 1e-6, $"dx[{r}][{c}]");
            }

            Samples.AssertClose(sum / columns, loss[r], 1e-6, $"loss[{r}]");
        }

        Samples.AssertGapsUntouched(dx, rows, columns, stride);
    }
}
