using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Maps of a batch in one layout, NaN around every real element.</summary>
internal sealed class BatchMemory
{
    private const int Slack = 64;
    private readonly int _channels;
    private readonly int _first;

    public BatchMemory(bool planar, int samples, int channels, int height, int width, int border)
    {
        _channels = channels;
        int rowPixels = width + 2 * border;
        int rows = height + 2 * border;
        int pixel = (channels + 15) / 16 * 16;
        MapStrides strides = planar ? MapStrides.Planar(rowPixels, rowPixels * rows) : MapStrides.ChannelsLast(rowPixels * pixel, pixel);
        int sample = ((planar ? channels : pixel) * rowPixels * rows + 15) / 16 * 16;
        Batch = new MapBatch(samples, height, width, sample, strides);
        _first = Slack + border * (int)strides.Row + border * (int)strides.Pixel;
        Memory = Samples.Filled(samples * sample + 2 * Slack, float.NaN);
    }

    public float[] Memory { get; }

    public MapBatch Batch { get; }

    public ref float First => ref Memory[_first];

    public float this[int n, int c, int h, int w]
    {
        get => Memory[Index(n, c, h, w)];
        set => Memory[Index(n, c, h, w)] = value;
    }

    public BatchMemory Fill(int seed, double mean = 0, double deviation = 1)
    {
        float[] values = Samples.Normal((int)Batch.Count * _channels, seed, mean, deviation);
        int i = 0;
        Each((n, c, h, w) => this[n, c, h, w] = values[i++]);
        return this;
    }

    public void Each(Action<int, int, int, int> visit)
    {
        for (int n = 0; n < Batch.Samples; n++)
            for (int c = 0; c < _channels; c++)
                for (int h = 0; h < Batch.Height; h++)
                    for (int w = 0; w < Batch.Width; w++) visit(n, c, h, w);
    }

    public double Sum(int channel, Func<int, int, int, double> term)
    {
        double sum = 0;
        Each((n, c, h, w) => sum += c == channel ? term(n, h, w) : 0);
        return sum;
    }

    /// <summary>Nothing but real elements and the channel pads of real pixels was written.</summary>
    public void AssertSurroundingsUntouched()
    {
        HashSet<int> writable = [];
        int padded = Batch.IsChannelsLast ? (_channels + 15) / 16 * 16 : _channels;
        for (int n = 0; n < Batch.Samples; n++)
            for (int c = 0; c < padded; c++)
                for (int h = 0; h < Batch.Height; h++)
                    for (int w = 0; w < Batch.Width; w++) writable.Add(Index(n, c, h, w));
        for (int i = 0; i < Memory.Length; i++)
            Assert.True(writable.Contains(i) || float.IsNaN(Memory[i]), $"Float {i - _first} from the first element is not an element and became {Memory[i]}.");
    }

    private int Index(int n, int c, int h, int w) =>
        _first + n * (int)Batch.SampleStride + c * (int)Batch.Strides.Plane + h * (int)Batch.Strides.Row + w * (int)Batch.Strides.Pixel;
}
