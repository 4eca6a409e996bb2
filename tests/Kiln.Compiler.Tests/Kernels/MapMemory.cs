using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>
/// One sample's map in either layout inside a larger array. Everything around the real elements is NaN; the pads that kernels may
/// overwrite are told apart from memory that they must leave alone.
/// </summary>
internal sealed class MapMemory
{
    private const int Slack = 64;
    private readonly float[] _memory;
    private readonly bool[] _writable;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly int _first;

    public MapMemory(bool planar, int channels, int height, int width, int border)
    {
        (_channels, _height, _width) = (channels, height, width);
        int rowPixels = width + 2 * border;
        int rows = height + 2 * border;
        int pixel = Padded(channels);
        Strides = planar ? MapStrides.Planar(rowPixels, rowPixels * rows) : MapStrides.ChannelsLast(rowPixels * pixel, pixel);
        _first = Slack + border * (int)Strides.Row + border * (int)Strides.Pixel;
        _memory = new float[2 * Slack + (planar ? channels : pixel) * rowPixels * rows];
        Array.Fill(_memory, float.NaN);
        _writable = new bool[_memory.Length];
        for (int c = 0; c < (planar ? channels : pixel); c++)
            for (int h = 0; h < height; h++)
                for (int w = 0; w < width; w++) _writable[Index(c, h, w)] = true;
    }

    public MapStrides Strides { get; }

    public float[] Memory => _memory;

    /// <summary>Index of the first real element.</summary>
    public int First => _first;

    public static int Padded(int channels) => (channels + 15) / 16 * 16;

    public void Write(double[,,] values)
    {
        for (int c = 0; c < _channels; c++)
            for (int h = 0; h < _height; h++)
                for (int w = 0; w < _width; w++) _memory[Index(c, h, w)] = (float)values[c, h, w];
    }

    /// <summary>Every real element is the expected one and nothing outside real elements and pads was written.</summary>
    public void AssertEqual(double[,,] expected, double tolerance, string what)
    {
        for (int c = 0; c < _channels; c++)
            for (int h = 0; h < _height; h++)
                for (int w = 0; w < _width; w++)
                {
                    float actual = _memory[Index(c, h, w)];
                    bool isRight = expected[c, h, w].Equals((double)actual) || Math.Abs(expected[c, h, w] - actual) <= tolerance;
                    Assert.True(isRight, $"{what}: ({c}, {h}, {w}) should be {expected[c, h, w]} and is {actual}.");
                }

        for (int i = 0; i < _memory.Length; i++)
            Assert.True(_writable[i] || float.IsNaN(_memory[i]), $"{what}: wrote {_memory[i]} at {i - _first} floats from the first element, outside the map.");
    }

    private int Index(int c, int h, int w) => _first + c * (int)Strides.Plane + h * (int)Strides.Row + w * (int)Strides.Pixel;
}
