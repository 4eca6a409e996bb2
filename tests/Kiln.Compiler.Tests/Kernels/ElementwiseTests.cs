using Kiln.Generator.Steps;
using Kiln.Generator.Formulas;

namespace Kiln.Compiler.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class ElementwiseTests
{
    private static readonly ElementwiseStep LeakyReLU = new(
        "LeakyReLU", 0, 1, Formula.Max(Formula.X, 0) + (Formula.Scalar(0) * Formula.Min(Formula.X, 0)));

    private static readonly ElementwiseStep AddScaled = new("AddScaled", 1, 1, Formula.X + (Formula.Operand(0) * Formula.Scalar(0)));

    private static readonly ElementwiseStep Square = new("Square", 0, 0, Formula.X * Formula.X);

    private static readonly KernelUse Use = new(new KernelKey(KernelFamily.Elementwise), Bias: false, [LeakyReLU, AddScaled, Square]);

    [Theory]
    [InlineData("Run", 16)]
    [InlineData("Run512", 16)]
    [InlineData("Run512", 80)]
    [InlineData("Run256", 48)]
    [InlineData("Run128", 48)]
    [InlineData("Run", 160)]
    public void A_chain_runs_over_all_elements_and_no_more(string method, int count)
    {
        float[] x = Samples.Normal(count + 16, 1);
        float[] operand = Samples.Normal(count + 16, 2);
        float[] y = Samples.Filled(count + 16, -7);
        Run(method, x, y, operand, count);
        for (int i = 0; i < count; i++)
        {
            double leaky = x[i] > 0 ? x[i] : 0.25 * x[i];
            double sum = leaky + 3.0 * operand[i];
            Assert.Equal(sum * sum, y[i], 1e-4);
        }

        Assert.All(y[count..], value => Assert.Equal(-7f, value));
    }

    [Fact]
    public void The_result_may_replace_the_argument()
    {
        float[] x = Samples.Normal(64, 1);
        float[] operand = Samples.Normal(64, 2);
        float[] y = new float[64];
        Run("Run", x, y, operand, 64);
        Run("Run", x, x, operand, 64);
        Assert.Equal(y, x);
    }

    [Fact]
    public void The_result_may_replace_an_operand()
    {
        float[] x = Samples.Normal(64, 1);
        float[] operand = Samples.Normal(64, 2);
        float[] y = new float[64];
        Run("Run", x, y, operand, 64);
        Run("Run", x, operand, operand, 64);
        Assert.Equal(y, operand);
    }

    private static void Run(string body, float[] x, float[] y, float[] operand, int count) =>
        KernelCompiler.Method<int>(Use, body)([x, y, operand], [0, 0, 0], [0.25f, 3f], [count], false, 0);
}
