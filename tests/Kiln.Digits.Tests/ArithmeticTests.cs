namespace Digits.Tests;

public sealed class ArithmeticTests
{
    [Fact]
    public void ConvolutionKeepsTheSizeAndCutsNegatives()
    {
        // The centre sums squares, 0 + 1 + 4 + ... + 64 = 204; the corner sees the image's upper left under the kernel's lower right.
        float[] image = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        float[] map = Inspection.Convolve(image, 3, image, 3, bias: 1);
        Assert.Equal(9, map.Length);
        Assert.Equal(205, map[4]);
        Assert.Equal(1 + 0 * 4 + 1 * 5 + 3 * 7 + 4 * 8, map[0]);
        Assert.All(Inspection.Convolve(image, 3, image, 3, bias: -1000), value => Assert.Equal(0, value));
    }

    [Fact]
    public void ConvolutionDoesNotMirrorTheKernel()
    {
        float[] map = Inspection.Convolve([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, [0, 0, 0, 0, 0, 1, 0, 0, 0], 3, bias: 0);
        Assert.Equal([2, 3, 0, 5, 6, 0, 8, 9, 0], map);
    }

    [Fact]
    public void ResultsAreCountedFromTheMatrix()
    {
        int[,] confusion = new int[10, 10];
        confusion[3, 3] = 6;
        confusion[3, 5] = 2;
        confusion[1, 1] = 2;
        TestResult test = new(0, confusion, [], []);
        Assert.Equal(10, test.Count);
        Assert.Equal(8, test.Correct);
        Assert.Equal(0.8, test.Accuracy);
        Assert.Equal(0.75, test.Recall(3));
        Assert.Equal(0, test.Recall(9));
        Assert.Equal(0, new TestResult(0, new int[10, 10], [], []).Accuracy);
    }

    [Fact]
    public void EqualityIsOfBits()
    {
        Assert.Equal(0, Reloading.CountDifferences([float.NaN, 0, 1], [float.NaN, 0, 1]));
        Assert.Equal(2, Reloading.CountDifferences([1, 0, 1], [1, -0f, MathF.BitIncrement(1)]));
        Assert.False(new ReloadResult("", 0, Compared: 0, Different: 0).Equal);
        Assert.False(new ReloadResult("", 0, Compared: 9, Different: 1).Equal);
        Assert.True(new ReloadResult("", 0, Compared: 9, Different: 0).Equal);
    }

    [Fact]
    public void CurvesAreAveragedInEqualRuns()
    {
        Assert.Equal([1.5, 3.5], Curves.Average([1, 2, 3, 4], 2));
        Assert.Equal([1.0, 2.0], Curves.Average([1, 2], 5));
        Assert.Empty(Curves.Average([], 5));
    }

    [Theory]
    [InlineData(0.013, 2.3, 0.01, 5)]
    [InlineData(0.02, 0.02, 0.02, 0.2)]
    [InlineData(0, double.NaN, 1e-6, 1e-5)]
    public void LogarithmicAxesEndAtRoundNumbers(double a, double b, double low, double high)
    {
        (double actualLow, double actualHigh) = Curves.LogarithmicRange([a, b]);
        Assert.Equal(low, actualLow, 1e-12);
        Assert.Equal(high, actualHigh, 1e-12);
        Assert.Equal(0, Curves.LogarithmicShare(low, low, high));
        Assert.Equal(1, Curves.LogarithmicShare(high, low, high));
        Assert.Equal(0.5, Curves.LogarithmicShare(Math.Sqrt(low * high), low, high), 1e-9);
    }

    [Theory]
    [InlineData(128, 64, 2)]
    [InlineData(129, 64, 3)]
    [InlineData(1, 64, 1)]
    public void AShortLastBatchIsAStep(int images, int batch, int steps) => Assert.Equal(steps, Training.StepsPerEpoch(images, batch));
}
