using Kiln.Data;

namespace Digits;

/// <summary>Training and test images (float, 1 x 28 x 28, in [0, 1]) with their labels, and a sentence that says where they come from.</summary>
internal sealed record DigitData(IDataset Train, IDataset Test, string Source)
{
    public const int TrainSeed = 1;
    public const int TestSeed = 2;
    public const int TrainCount = 12_000;
    public const int TestCount = 2_000;

    /// <summary>Draws the digits; nothing is downloaded.</summary>
    public static DigitData Render(CancellationToken cancellationToken = default)
    {
        IDataset Draw(int seed, int count)
        {
            (float[] images, int[] labels) = DrawImages(seed, count, cancellationToken);
            return Dataset.Of(count, images, labels);
        }

        return new(
            Draw(TrainSeed, TrainCount), Draw(TestSeed, TestCount),
            $"digits drawn in {Strokes.HandCount} hands, training from seed {TrainSeed}, test from seed {TestSeed}");
    }

    /// <summary>Image i shows the digit i modulo 10, so every digit is equally frequent; the trainer shuffles.</summary>
    public static (float[] Images, int[] Labels) DrawImages(int seed, int count, CancellationToken cancellationToken = default)
    {
        float[] images = new float[count * Renderer.Pixels];
        int[] labels = new int[count];
        Renderer renderer = new(seed, Distortion.Standard);
        Parallel.For(0, count, new() { CancellationToken = cancellationToken }, i =>
        {
            labels[i] = i % 10;
            renderer.Draw(i, labels[i], images.AsSpan(i * Renderer.Pixels, Renderer.Pixels));
        });
        return (images, labels);
    }

    /// <summary>Reads the four files of MNIST or of a data set in its format, compressed or not.</summary>
    public static DigitData Open(string folder) => new(
        Dataset.Idx(Find(folder, "train-images", 3), Find(folder, "train-labels", 1)),
        Dataset.Idx(Find(folder, "t10k-images", 3), Find(folder, "t10k-labels", 1)),
        $"IDX files in {folder}");

    /// <summary>The same file is distributed as train-images-idx3-ubyte and as train-images.idx3-ubyte, with and without .gz.</summary>
    private static string Find(string folder, string stem, int rank)
    {
        string name = $"{stem}-idx{rank}-ubyte", dotted = $"{stem}.idx{rank}-ubyte";
        string[] candidates = [name, name + ".gz", dotted, dotted + ".gz"];
        return candidates.Select(candidate => Path.Combine(folder, candidate)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"Expected one of {string.Join(", ", candidates)} in {Path.GetFullPath(folder)}, found none; "
                + "--data takes a folder with the four files of MNIST or Fashion-MNIST.");
    }
}
