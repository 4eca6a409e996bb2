using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

[Trait("Category", "Numeric")]
public class RandomnessTests
{
    /// <summary>The known answers that the authors of Philox publish with Random123.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_words(uint key0, uint key1, uint counter0, uint counter1, uint counter2, uint counter3, uint word0, uint word1, uint word2, uint word3) =>
        Assert.Equal((word0, word1, word2, word3), PhiloxBlock.Next(key0, key1, counter0, counter1, counter2, counter3));

    [Theory]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-05, -4.2648907939228256)]
    [InlineData(0.01, -2.3263478740408408)]
    [InlineData(0.07, -1.4757910281791702)]
    [InlineData(0.2, -0.8416212335729142)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.9, 1.2815515655446008)]
    [InlineData(0.999, 3.090232306167813)]
    public void Normal_quantile_agrees_with_tables(double p, double expected) => Assert.Equal(expected, PortableMath.NormalQuantile(p), 1e-13 * (1 + Math.Abs(expected)));

    [Fact]
    public void Portable_functions_agree_with_the_platform()
    {
        for (int i = 1; i <= 5000; i++)
        {
            double x = i * 0.137;
            Assert.Equal(1, PortableMath.Exp(-x) / Math.Exp(-x), 4e-15);
            Assert.Equal(Math.Log(x), PortableMath.Log(x), 4e-15 * (1 + Math.Abs(Math.Log(x))));
            Assert.Equal(Math.Log(1 / x / 1e6), PortableMath.Log(1 / x / 1e6), 1e-14 * Math.Abs(Math.Log(1 / x / 1e6)));
        }

        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(double.NegativeInfinity));
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
    }
}
