using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(3, 7, 16)]
    [InlineData(5, 10, 10)]
    [InlineData(2, 16, 16)]
    [InlineData(4, 37, 48)]
    [InlineData(1, 1000, 1008)]
    public void Rows_and_their_gradient_agree_with_plain_loops(int rows, int columns, int stride)
    {
        float[] x = Samples.Rows(rows, columns, stride, 1, 30);
        float[] dy = Samples.Rows(rows, columns, stride, 2);
        float[] y = Samples.Filled(x.Length, float.NaN);
        float[] dx = Samples.Filled(x.Length, float.NaN);
        Softmax.Rows(ref x[0], ref y[0], rows, columns, stride);
        Softmax.Gradient(ref y[0], ref dy[0], ref dx[0], rows, columns, stride);
        for (int r = 0; r < rows; r++)
        {
            double maximum = x.Skip(r * stride).Take(columns).Max();
            double[] expected = [.. x.Skip(r * stride).Take(columns).Select(value => Math.Exp(value - maximum))];
            double sum = expected.Sum();
            double dot = expected.Select((value, c) => value / sum * dy[r * stride + c]).Sum();
            for (int c = 0; c < columns; c++)
            {
                Samples.AssertClose(expected[c] / sum, y[r * stride + c], 1e-6, $"y[{r}][{c}]");
                Samples.AssertClose(expected[c] / sum * (dy[r * stride + c] - dot), dx[r * stride + c], 1e-6, $"dx[{r}][{c}]");
            }
        }

        Samples.AssertGapsUntouched(y, rows, columns, stride);
        Samples.AssertGapsUntouched(dx, rows, columns, stride);
        Softmax.Rows(ref x[0], ref x[0], rows, columns, stride);
        Assert.Equal(y, x);
    }

    [Fact]
    public void Huge_logits_do_not_overflow_and_a_NaN_stays_visible()
    {
        float[] x = [3e38f, 3e38f, -3e38f, float.NegativeInfinity];
        Softmax.Rows(ref x[0], ref x[0], 1, 4, 4);
        Assert.Equal([0.5f, 0.5f, 0f, 0f], x);

        float[] bad = [0f, 1f, float.NaN, 2f, 0f, 0f, 0f, 0f, 0f];
        Softmax.Rows(ref bad[0], ref bad[0], 1, 9, 9);
        Assert.All(bad, value => Assert.True(float.IsNaN(value)));
    }
}
