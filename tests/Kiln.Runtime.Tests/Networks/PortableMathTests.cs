namespace Kiln.Runtime.Tests.Networks;

[Trait("Category", "Numeric")]
public class PortableMathTests
{
    [Fact]
    public void The_portable_exponential_agrees_with_the_platform()
    {
        for (int i = 1; i <= 5000; i++)
        {
            double x = i * 0.137;
            Assert.Equal(1, PortableMath.Exp(-x) / Math.Exp(-x), 4e-15);
        }

        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(double.NegativeInfinity));
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
    }
}
