using Kiln.Generator.Steps;
using Kiln.Compiler.Tests.Kernels;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>Ops that say so give the same bits with their operands exchanged, signed zeros included.</summary>
[Trait("Category", "Numeric")]
public sealed class CommutingOpTests
{
    private static readonly float[] s_numbers =
        [0, -0f, 1, -1, 1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, float.MaxValue, 1e-40f];

    [Fact]
    public void Sums_products_and_extremes_commute() => Assert.Equal(
        [nameof(Add), nameof(Maximum), nameof(Minimum), nameof(Multiply)],
        OpTest.Rows.SelectMany(row => row.Cases()).Select(item => item.Op).Where(op => op.Commutes)
            .Select(op => op.Name).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(nameof(Add))]
    [InlineData(nameof(Multiply))]
    [InlineData(nameof(Maximum))]
    [InlineData(nameof(Minimum))]
    public void The_order_of_operands_changes_no_bit(string name)
    {
        ElementwiseOp op = OpTest.Rows.SelectMany(row => row.Cases()).Select(item => item.Op).OfType<ElementwiseOp>().First(op => op.Name == name);
        // Whole vectors of each width: all pairs, and pairs of the first number again.
        int pairs = s_numbers.Length * s_numbers.Length;
        float[] left = [.. Enumerable.Range(0, pairs).Select(i => s_numbers[i / s_numbers.Length])];
        float[] right = [.. Enumerable.Range(0, pairs).Select(i => s_numbers[i % s_numbers.Length])];
        foreach (string body in KernelCompiler.Bodies) Assert.Equal(Run(op, body, left, right), Run(op, body, right, left));
    }

    /// <summary>The bits of the results; whatever is not a number is one.</summary>
    private static int[] Run(ElementwiseOp op, string body, float[] x, float[] operand)
    {
        float[] y = new float[x.Length];
        var use = new KernelUse(new KernelKey(KernelFamily.Elementwise), Bias: false, [op.Step]);
        KernelCompiler.Method<int>(use, body)([x, y, operand], [0, 0, 0], [], [x.Length], false, 0);
        return [.. y.Select(value => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value))];
    }
}
