using System.Buffers.Binary;
using System.IO.Compression;
using Kiln.Data;

namespace Digits.Tests;

/// <summary>The whole example, from data to saved weights and report.</summary>
public sealed class JobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digits-").FullName;
    private readonly StringWriter _output = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OneEpochReadsMostDigitsAndLeavesWeightsAndReport()
    {
        Options options = new() { Epochs = 1, Output = Path.Combine(_folder, "weights", "lenet5.safetensors"), Report = Path.Combine(_folder, "report.html") };
        Assert.Equal(0, Run(options));

        string text = _output.ToString();
        Assert.Contains("outputs are equal bit for bit", text);
        Assert.Contains("conv2d1", text);
        Assert.True(File.Exists(options.Output));
        string page = File.ReadAllText(options.Report);
        Assert.Contains("filter 6", page);
        int correct = int.Parse(
            text[(text.IndexOf("right: ", StringComparison.Ordinal) + 7)..].Split(' ')[0], System.Globalization.NumberStyles.AllowThousands,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(correct, 0.8 * DigitData.TestCount, DigitData.TestCount);
    }

    [Fact]
    public void TheFeatureMapsAreThoseOfAConvolutionWithTheNetworksParameters()
    {
        LeNet5 net = new(seed: 4);
        Sample image = new(DigitData.DrawImages(DigitData.TestSeed, 1).Images, 0, 0, 1);
        FirstLayer layer = Inspection.Run(net, image);
        Assert.Equal((5, 6, 6), (layer.Size, layer.Filters.Count, layer.FeatureMaps.Count));
        Assert.All(layer.Filters, filter => Assert.Equal(25, filter.Length));
        Assert.Equal(Inspection.Convolve(image.Pixels, Renderer.Size, layer.Filters[2], 5, bias: 0), layer.FeatureMaps[2]); // a fresh network's bias is 0
    }

    [Fact]
    public void CancellingSavesNothing()
    {
        Options options = new() { Epochs = 1, Output = Path.Combine(_folder, "lenet5.safetensors"), Report = Path.Combine(_folder, "report.html") };
        Assert.Equal(130, Run(options, new(canceled: true)));
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Contains("Cancelled. Nothing was saved.", _output.ToString());
    }

    [Fact]
    public void AFolderWithoutTheFilesIsAnErrorNotACrash()
    {
        Assert.Equal(1, Run(new Options { Data = _folder }));
        Assert.Contains("Error: Expected one of train-images-idx3-ubyte", _output.ToString());
    }

    [Theory]
    [InlineData("-idx", "")]
    [InlineData("-idx", ".gz")]
    [InlineData(".idx", "")]
    [InlineData(".idx", ".gz")]
    public void AnIdxFolderIsReadWhateverItsSpelling(string separator, string ending)
    {
        const int Count = 20;
        (float[] images, int[] labels) = DigitData.DrawImages(6, Count);
        foreach (string part in (string[])["train", "t10k"])
        {
            Write(
                $"{part}-images{separator}3-ubyte{ending}", [Count, Renderer.Size, Renderer.Size], [.. images.Select(pixel => (byte)MathF.Round(pixel * 255))]);
            Write($"{part}-labels{separator}1-ubyte{ending}", [Count], [.. labels.Select(label => (byte)label)]);
        }

        DigitData data = DigitData.Open(_folder);
        foreach (IDataset set in (IDataset[])[data.Train, data.Test])
        {
            Assert.Equal(Count, set.Count);
            Batch batch = set.Batches(Count).First();
            Assert.Equal(labels, batch.Read<int>(1).ToArray());
            float[] read = batch.Read<float>(0).ToArray();
            Assert.Equal(images.Length, read.Length);
            Assert.All(read.Zip(images), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        }
    }

    private int Run(Options options, CancellationToken cancellationToken = default) =>
        Job.Run(options, new Screen(Screen.Console(_output, redirected: true)), cancellationToken);

    /// <summary>IDX: two zero bytes, element type 8 (byte), rank, sizes, data; all numbers big-endian.</summary>
    private void Write(string name, int[] sizes, byte[] data)
    {
        using Stream file = File.Create(Path.Combine(_folder, name));
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write([0, 0, 8, (byte)sizes.Length]);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (int size in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, size);
            stream.Write(number);
        }

        stream.Write(data);
    }
}
