using System.Runtime.Intrinsics;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class DropoutTests
{
    // Known answers of the authors' Random123 library (kat_vectors, philox4x32 with 10 rounds).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_generator_is_Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        DropoutKey key = new(k0 | (ulong)k1 << 32, c2 | (ulong)c3 << 32);
        Dropout.Random32(c0, c1, in key, out Vector256<uint> low, out _, out _, out _);
        Assert.Equal((r0, r1, r2, r3), (low[0], low[1], low[2], low[3]));
    }

    [Fact]
    public void Eight_counters_come_in_order()
    {
        DropoutKey key = new(123, 456);
        Dropout.Random32(8, 3, in key, out Vector256<uint> word0, out Vector256<uint> word1, out Vector256<uint> word2, out Vector256<uint> word3);
        Vector256<uint>[] words = [word0, word1, word2, word3];
        for (uint block = 0; block < 8; block++)
        {
            Dropout.Random32(8 + block, 3, in key, out Vector256<uint> own, out _, out _, out _);
            for (int word = 0; word < 4; word++) Assert.Equal(own[word], words[block / 2][(int)(block % 2) * 4 + word]);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void Kept_elements_are_scaled_and_their_share_is_right(double rate)
    {
        float[] x = Samples.Filled(100_000, 1);
        float[] y = new float[x.Length];
        Dropout.Apply(ref x[0], ref y[0], 1000, 1000, 1000, 100, new DropoutKey(Dropout.Stream(1, "dropout1"), 0), 0, rate);
        Assert.All(y, value => Assert.True(value == 0 || Math.Abs(value - 1 / (1 - rate)) < 1e-6));
        Assert.Equal(1 - rate, y.Count(value => value != 0) / (double)y.Length, 0.005);
    }

    [Fact]
    public void A_mask_depends_on_sample_and_element_alone()
    {
        DropoutKey key = new(Dropout.Stream(1, "dropout1"), 7);
        float[] x = Samples.Filled(4 * 48, 1);
        float[] whole = new float[x.Length];
        Dropout.Apply(ref x[0], ref whole[0], 37, 48, 48, 4, in key, 0, 0.5);
        float[] parts = new float[x.Length];
        for (int sample = 3; sample >= 0; sample--)
            Dropout.Apply(ref x[sample * 48], ref parts[sample * 48], 37, 48, 48, 1, in key, sample, 0.5);
        Assert.Equal(whole, parts);
        for (int i = 0; i < whole.Length; i++)
            if (i % 48 >= 37) Assert.Equal(0f, whole[i]);
        Assert.NotEqual(whole[..37], whole[48..85]);
    }

    [Fact]
    public void Seed_layer_and_step_each_change_the_mask()
    {
        float[] Mask(ulong seed, string layer, ulong step)
        {
            float[] x = Samples.Filled(256, 1);
            Dropout.Apply(ref x[0], ref x[0], 256, 256, 256, 1, new DropoutKey(Dropout.Stream(seed, layer), step), 0, 0.5);
            return x;
        }

        float[][] masks = [Mask(1, "a", 0), Mask(2, "a", 0), Mask(1, "b", 0), Mask(1, "a", 1), Mask(1, "a", 1UL << 32)];
        Assert.Equal(masks[0], Mask(1, "a", 0));
        for (int i = 0; i < masks.Length; i++)
            for (int j = 0; j < i; j++) Assert.NotEqual(masks[i], masks[j]);
    }

    [Theory]
    [InlineData(0.0, 1f)]
    [InlineData(1.0, 0f)]
    public void The_extreme_rates_keep_all_and_nothing(double rate, float expected)
    {
        float[] x = Samples.Filled(40, 1);
        Dropout.Apply(ref x[0], ref x[0], 37, 40, 40, 1, new DropoutKey(1, 2), 0, rate);
        Assert.All(x[..37], value => Assert.Equal(expected, value));
        Assert.All(x[37..], value => Assert.Equal(1f, value));
    }
}
