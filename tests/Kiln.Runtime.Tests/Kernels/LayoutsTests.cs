using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class LayoutsTests
{
    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 5, 7)]
    [InlineData(16, 10, 10)]
    [InlineData(21, 3, 6)]
    [InlineData(6, 1, 1)]
    public void Maps_survive_every_pair_of_layouts(int channels, int height, int width)
    {
        foreach (bool fromPlanar in (bool[])[false, true])
            foreach (bool toPlanar in (bool[])[false, true])
            {
                BatchMemory source = new BatchMemory(fromPlanar, 1, channels, height, width, border: 1).Fill(1);
                BatchMemory destination = new(toPlanar, 1, channels, height, width, border: 2);
                Layouts.Copy(ref source.First, source.Batch.Strides, ref destination.First, destination.Batch.Strides, channels, height, width);
                source.Each((n, c, h, w) => Assert.Equal(source[n, c, h, w], destination[n, c, h, w]));
                destination.AssertSurroundingsUntouched();
            }
    }

    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(16, 10, 10)]
    public void The_users_spans_are_read_and_written_exactly(int channels, int height, int width)
    {
        float[] user = Samples.Normal(channels * height * width, 2);
        MapStrides unpadded = MapStrides.Planar(width, height * width);
        MapStrides pixels = MapStrides.ChannelsLast(width * channels, channels);
        BatchMemory arena = new(false, 1, channels, height, width, border: 1);
        Layouts.Copy(ref user[0], unpadded, ref arena.First, arena.Batch.Strides, channels, height, width);
        float[] back = Samples.Filled(user.Length + 32, -5);
        Layouts.Copy(ref arena.First, arena.Batch.Strides, ref back[0], unpadded, channels, height, width);
        Assert.Equal(user, back[..user.Length]);
        Assert.All(back[user.Length..], value => Assert.Equal(-5f, value));

        float[] last = Samples.Filled(user.Length + 32, -5);
        Layouts.Copy(ref user[0], unpadded, ref last[0], pixels, channels, height, width);
        for (int c = 0; c < channels; c++)
            for (int p = 0; p < height * width; p++) Assert.Equal(user[c * height * width + p], last[p * channels + c]);
        Assert.All(last[user.Length..], value => Assert.Equal(-5f, value));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 20)]
    public void A_border_is_filled_and_nothing_else(bool planar, int channels)
    {
        BatchMemory map = new BatchMemory(planar, 1, channels, 3, 4, border: 2).Fill(1);
        float[] before = [.. map.Memory];
        int padded = planar ? channels : (channels + 15) / 16 * 16;
        Layouts.FillBorder(ref map.First, new BorderShape
        {
            Strides = map.Batch.Strides, Channels = padded, Height = 3, Width = 4, Top = 1, Left = 2, Bottom = 2, Right = 1, Value = 9f,
        });
        HashSet<int> filled = [];
        int first = Enumerable.Range(0, before.Length).First(i => !float.IsNaN(before[i]));
        for (int c = 0; c < padded; c++)
            for (int h = -1; h < 3 + 2; h++)
                for (int w = -2; w < 4 + 1; w++)
                    if (h < 0 || h >= 3 || w < 0 || w >= 4)
                        filled.Add(first + c * (int)map.Batch.Strides.Plane + h * (int)map.Batch.Strides.Row + w * (int)map.Batch.Strides.Pixel);
        for (int i = 0; i < before.Length; i++) Assert.Equal(filled.Contains(i) ? 9f : before[i], map.Memory[i]);
    }
}
