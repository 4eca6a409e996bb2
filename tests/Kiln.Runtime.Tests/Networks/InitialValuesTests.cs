using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

[Trait("Category", "Numeric")]
public class InitialValuesTests
{
    [Fact]
    public void Storage_order_does_not_change_them()
    {
        int[] shape = [3, 4, 2, 5];
        float[] plain = RowMajor(seed: 3, "conv", shape, [0, 1, 2, 3]);
        Assert.Equal(plain, RowMajor(seed: 3, "conv", shape, [2, 3, 1, 0]));
        Assert.Equal(plain, RowMajor(seed: 3, "conv", shape, [3, 0, 2, 1]));
    }

    [Fact]
    public void Seed_and_name_change_them()
    {
        float[] plain = RowMajor(1, "a", [64], [0]);
        Assert.Equal(plain, RowMajor(1, "a", [64], [0]));
        Assert.NotEqual(plain, RowMajor(2, "a", [64], [0]));
        Assert.NotEqual(plain, RowMajor(1, "b", [64], [0]));
        Assert.Equal(64, plain.Distinct().Count());
    }

    [Fact]
    public void A_longer_tensor_starts_like_a_shorter_one() => Assert.Equal(RowMajor(1, "a", [10], [0]), RowMajor(1, "a", [64], [0])[..10]);

    [Fact]
    public void Normal_has_its_moments_and_uniform_its_range()
    {
        const int count = 40_000;
        float[] normal = RowMajor(5, "n", [count], [0], InitialKind.Normal, 2);
        Assert.Equal(0, normal.Average(), 0.04);
        Assert.Equal(4, normal.Average(value => (double)value * value), 0.12);
        Assert.Equal(0.6827, normal.Count(value => Math.Abs(value) < 2) / (double)count, 0.01);

        float[] uniform = RowMajor(5, "u", [count], [0], InitialKind.Uniform, 0.3f);
        Assert.All(uniform, value => Assert.InRange(value, -0.3f, MathF.BitDecrement(0.3f)));
        Assert.Equal(0, uniform.Average(), 0.005);
        Assert.Equal(0.3 * 0.3 / 3, uniform.Average(value => (double)value * value), 0.001);
    }

    [Fact]
    public void Constants_fill() => Assert.All(RowMajor(1, "c", [7], [0], InitialKind.Constant, 0.125f), value => Assert.Equal(0.125f, value));

    private static float[] RowMajor(int seed, string name, int[] shape, int[] permutation, InitialKind kind = InitialKind.Normal, float value = 1)
    {
        int length = (int)Shapes.Product(shape);
        StoredTensor tensor = new(new TensorSpec(new ParameterInfo(name, shape, permutation, 0, length, false), kind, value));
        float[] storage = new float[length], rowMajor = new float[length];
        InitialValues.Fill(seed, tensor, storage);
        tensor.ToRowMajor(storage, rowMajor);
        return rowMajor;
    }
}
