using Kiln;
using Kiln.Training;

namespace Digits.Tests;

/// <summary>A run that never happened, with real images: what terminal and report are tested with.</summary>
internal static class MadeUp
{
    public const int Epochs = 8;
    private const int StepsPerEpoch = 188;

    public static RunResult Run(bool mistakes = true)
    {
        TestResult test = Test(mistakes);
        float[] image = test.Right[0].Pixels;
        float[][] filters = [.. Enumerable.Range(0, 6).Select(Filter)];
        return new(
            new Options(),
            "digits & <made up> results",
            new(Layers(), 61_706, 416_520, 91_136, 1_204_224),
            History(),
            test,
            new(5, filters, test.Right[0], [.. filters.Select(filter => Inspection.Convolve(image, Renderer.Size, filter, 5, 0))]),
            new("lenet5.safetensors", 247_912, 20_000, 0));
    }

    public static History History()
    {
        Randomness random = new(7, 0);
        double[] losses =
            [.. Enumerable.Range(0, Epochs * StepsPerEpoch).Select(step => 2.3 * Math.Exp(-step / 260.0) + 0.012 * Math.Exp(0.7 * random.NextNormal()))];
        Epoch[] epochs = [.. Enumerable.Range(1, Epochs).Select(number => Epoch(number, losses[number * StepsPerEpoch - 1]))];
        return new(losses, epochs, TimeSpan.FromSeconds(4.3));
    }

    public static Epoch Epoch(int number, double loss) =>
        new(number, loss, loss + 0.03, new Dictionary<string, double> { ["accuracy"] = 1 - loss / 4 }, TimeSpan.FromSeconds(0.5), 22_345);

    private static TestResult Test(bool mistakes)
    {
        int[,] confusion = new int[10, 10];
        for (int digit = 0; digit < 10; digit++)
        {
            confusion[digit, digit] = mistakes ? 197 : 200;
            if (mistakes)
            {
                confusion[digit, (digit + 3) % 10] += 2;
                confusion[digit, (digit + 7) % 10] += 1;
            }
        }

        (float[] pixels, int[] labels) = DigitData.DrawImages(DigitData.TestSeed, 60);
        Sample[] images = [.. pixels.Chunk(Renderer.Pixels).Select((image, i) => new Sample(image, labels[i], labels[i], 0.999f - i * 0.002f))];
        Sample[] wrong = [.. images.Skip(30).Take(27).Select(sample => sample with { Prediction = (sample.Label + 3) % 10 })];
        return new(0.0523, confusion, images[..27], mistakes ? wrong : []);
    }

    private static LayerInfo[] Layers() =>
    [
        new("conv2d1", "Conv2D + ReLU", [6, 28, 28], 156, 117_600, 8_032, 24_512, 5, "planar 5x5"),
        new("maxpool2d1", "MaxPool2D", [6, 14, 14], 0, 0, 588, 24_000, 6, "row pairs"),
        new("conv2d2", "Conv2D + ReLU", [16, 10, 10], 2_416, 240_000, 15_100, 12_736, 14, "direct 5x5"),
        new("maxpool2d2", "MaxPool2D", [16, 5, 5], 0, 0, 200, 8_576, 16, "row pairs"),
        new("dense1", "Dense + ReLU", [120], 48_120, 48_000, 3_200, 3_328, 0, "panels"),
        new("dense2", "Dense + ReLU", [84], 10_164, 10_080, 720, 832, 0, "panels"),
        new("dense3", "Dense", [10], 850, 840, 84, 512, 0, "panels"),
    ];

    /// <summary>Edges in six directions.</summary>
    private static float[] Filter(int number)
    {
        (double sine, double cosine) = Math.SinCos(number * Math.PI / 3);
        return [.. Enumerable.Range(0, 25).Select(i => (float)((i % 5 - 2) * cosine + (i / 5 - 2) * sine) / 4)];
    }
}
