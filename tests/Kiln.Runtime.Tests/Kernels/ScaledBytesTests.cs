using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class ScaledBytesTests
{
    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 5, 37)]
    [InlineData(3, 2, 400)]
    [InlineData(21, 3, 6)]
    [InlineData(300, 2, 3)]
    [InlineData(6, 1, 1)]
    public void Bytes_are_scaled_from_every_layout_to_every_other(int channels, int height, int width)
    {
        byte[] pixels = new byte[channels * height * width];
        new Random(channels).NextBytes(pixels);
        foreach (bool fromPlanar in (bool[])[false, true])
            foreach (bool toPlanar in (bool[])[false, true])
            {
                MapStrides from = fromPlanar ? MapStrides.Planar(width, height * width) : MapStrides.ChannelsLast(width * channels, channels);
                BatchMemory destination = new(toPlanar, 1, channels, height, width, border: 1);
                ScaledBytes.Read(ref pixels[0], from, ref destination.First, destination.Batch.Strides, channels, height, width, 0.25f, -3);
                destination.Each(
                    (n, c, h, w) => Assert.Equal(pixels[c * (int)from.Plane + h * (int)from.Row + w * (int)from.Pixel] * 0.25f - 3, destination[n, c, h, w]));
                destination.AssertSurroundingsUntouched();
            }
    }

    [Fact]
    public void Numbers_one_behind_the_other_are_one_run()
    {
        byte[] source = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        float[] destination = Samples.Filled(300, -5);
        ScaledBytes.Read(ref source[0], new MapStrides(256, 256, 1), ref destination[0], new MapStrides(256, 256, 1), 256, 1, 1, 1 / 255f, 0);
        for (int i = 0; i < 256; i++) Assert.Equal(i * (1 / 255f), destination[i]);
        Assert.All(destination[256..], value => Assert.Equal(-5f, value));
    }
}
