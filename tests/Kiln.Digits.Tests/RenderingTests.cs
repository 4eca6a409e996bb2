using System.Security.Cryptography;

namespace Digits.Tests;

public sealed class RenderingTests
{
    private const int Count = 500;

    [Theory]
    [InlineData(DigitData.TrainSeed, "1770119E17EC6D0F")]
    [InlineData(DigitData.TestSeed, "8FD2C76921F02D06")]
    public void ASeedGivesTheSamePixelsEverywhere(int seed, string expected)
    {
        (float[] images, _) = DigitData.DrawImages(seed, Count);
        byte[] bytes = [.. images.Select(pixel => (byte)MathF.Round(pixel * 255))];
        Assert.Equal(expected, Convert.ToHexString(SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void AnImageDependsOnSeedAndIndexOnly()
    {
        (float[] images, int[] labels) = DigitData.DrawImages(5, 40);
        float[] alone = new float[Renderer.Pixels];
        new Renderer(5, Distortion.Standard).Draw(33, labels[33], alone);
        Assert.Equal(images[(33 * Renderer.Pixels)..(34 * Renderer.Pixels)], alone);
    }

    [Fact]
    public void EveryDigitIsEquallyFrequent()
    {
        (_, int[] labels) = DigitData.DrawImages(DigitData.TestSeed, DigitData.TestCount);
        int[] counts = [.. Enumerable.Range(0, 10).Select(digit => labels.Count(label => label == digit))];
        Assert.All(counts, count => Assert.Equal(DigitData.TestCount / 10, count));
    }

    [Fact]
    public void NoTestImageIsATrainingImage()
    {
        HashSet<string> train = [.. Fingerprints(DigitData.TrainSeed, DigitData.TrainCount)];
        Assert.Equal(DigitData.TrainCount, train.Count);
        Assert.DoesNotContain(Fingerprints(DigitData.TestSeed, DigitData.TestCount), train.Contains);

        static IEnumerable<string> Fingerprints(int seed, int count) =>
            DigitData.DrawImages(seed, count).Images
                .Chunk(Renderer.Pixels)
                .Select(image => Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(image))));
    }

    [Fact]
    public void PixelsAreWholeSteps()
    {
        (float[] images, _) = DigitData.DrawImages(DigitData.TrainSeed, Count);
        Assert.All(images, pixel =>
        {
            Assert.InRange(pixel, 0f, 1f);
            Assert.Equal(MathF.Round(pixel * 255) / 255, pixel);
        });
    }

    [Fact]
    public void DigitsAreCentred()
    {
        Distortion clean = Distortion.Standard with { Grain = new(0, 0), StrayShare = 0 };
        Renderer renderer = new(3, clean);
        float[] image = new float[Renderer.Pixels];
        double averageX = 0, averageY = 0;
        for (int i = 0; i < Count; i++)
        {
            renderer.Draw(i, i % 10, image);
            int[] inked = [.. Enumerable.Range(0, Renderer.Pixels).Where(at => image[at] > 0)];
            double x = (inked.Min(at => at % Renderer.Size) + inked.Max(at => at % Renderer.Size)) / 2.0;
            double y = (inked.Min(at => at / Renderer.Size) + inked.Max(at => at / Renderer.Size)) / 2.0;

            // The stated shift, and half a pixel that rounding may add.
            Assert.InRange(x, 13.5 - 3, 13.5 + 3);
            Assert.InRange(y, 13.5 - 3, 13.5 + 3);
            averageX += x / Count;
            averageY += y / Count;
        }

        Assert.InRange(averageX, 13.2, 13.8);
        Assert.InRange(averageY, 13.2, 13.8);
    }

    [Fact]
    public void EveryHandWritesEveryDigitDifferently()
    {
        HashSet<string> shapes = [];
        for (int hand = 0; hand < Strokes.HandCount; hand++)
        {
            for (int digit = 0; digit < 10; digit++)
            {
                IReadOnlyList<Stroke> strokes = Strokes.Of(hand, digit);
                Assert.All(strokes, stroke =>
                {
                    Assert.True(stroke.Points.Length >= 2);
                    Assert.True(!stroke.Curved || stroke.Points.Length % 3 == 1, $"hand {hand}, digit {digit}: a cubic needs three points more");
                    Assert.All(stroke.Points, point =>
                    {
                        Assert.InRange(point.X, -20, Strokes.Width + 20);
                        Assert.InRange(point.Y, -20, Strokes.Height + 20);
                    });
                });
                shapes.Add(string.Join(';', strokes.SelectMany(stroke => stroke.Points)));
            }
        }

        Assert.Equal(Strokes.HandCount * 10, shapes.Count);
    }

    [Fact]
    public void NormalNumbersHaveMeanZeroAndVarianceOne()
    {
        const int Draws = 200_000;
        Randomness random = new(1, 1);
        double sum = 0, squares = 0;
        for (int i = 0; i < Draws; i++)
        {
            double value = random.NextNormal();
            sum += value;
            squares += value * value;
        }

        Assert.InRange(sum / Draws, -0.01, 0.01);
        Assert.InRange(squares / Draws, 0.99, 1.01);
    }
}
