using Kiln.Data;

namespace Kiln.Edge.Tests;

/// <summary>Pairs of images, every other one of the same class; which ones, the seed says.</summary>
internal sealed class Pairs : IDataset
{
    private const int ImageSize = Siamese.LeftSize;
    private readonly Batch images;
    private readonly (int Left, int Right)[] pairs;

    public Pairs(IDataset images, int count, int seed)
    {
        this.images = new Batch(images.Columns, images.Count);
        images.Read([.. Enumerable.Range(0, images.Count)], this.images);
        ReadOnlySpan<int> labels = this.images.Read<int>(1);
        Random random = new(seed);
        pairs = new (int, int)[count];
        for (int i = 0; i < count; i++)
        {
            int left = random.Next(images.Count), right;
            do right = random.Next(images.Count);
            while (labels[left] == labels[right] != IsSame(i));
            pairs[i] = (left, right);
        }
    }

    public int Count => pairs.Length;

    public IReadOnlyList<TensorInfo> Columns { get; } = [.. Siamese.Info.Inputs, .. Siamese.Info.Targets];

    public static bool IsSame(int row) => row % 2 == 0;

    public void Read(ReadOnlySpan<int> rows, Batch destination)
    {
        Span<float> lefts = destination.Write<float>(0), rights = destination.Write<float>(1), same = destination.Write<float>(2);
        ReadOnlySpan<float> pixels = images.Read<float>(0);
        for (int i = 0; i < rows.Length; i++)
        {
            (int left, int right) = pairs[rows[i]];
            pixels.Slice(left * ImageSize, ImageSize).CopyTo(lefts[(i * ImageSize)..]);
            pixels.Slice(right * ImageSize, ImageSize).CopyTo(rights[(i * ImageSize)..]);
            same[i] = IsSame(rows[i]) ? 1 : 0;
        }
    }
}
