namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Test data that is the same on every machine, between NaNs where rows have pads.</summary>
internal static class Samples
{
    public static float[] Normal(int count, int seed, double mean = 0, double deviation = 1)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)(mean + deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    public static float[] Filled(int count, float value)
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>[rows][columns] in a memory of rows at <paramref name="stride"/>; all else is NaN, 64 floats after the end included.</summary>
    public static float[] Rows(int rows, int columns, int stride, int seed, double deviation = 1)
    {
        float[] values = Normal(rows * columns, seed, 0, deviation);
        float[] memory = Filled(rows * stride + 64, float.NaN);
        for (int r = 0; r < rows; r++) values.AsSpan(r * columns, columns).CopyTo(memory.AsSpan(r * stride));
        return memory;
    }

    /// <summary>Everything outside the columns of the rows is still NaN.</summary>
    public static void AssertGapsUntouched(float[] memory, int rows, int columns, int stride)
    {
        for (int i = 0; i < memory.Length; i++)
            Assert.True(i < rows * stride && i % stride < columns || float.IsNaN(memory[i]), $"Float {i} lies between rows and became {memory[i]}.");
    }

    public static void AssertClose(double expected, double actual, double relative, string what)
    {
        double bound = relative * Math.Max(1, Math.Abs(expected));
        Assert.True(Math.Abs(expected - actual) <= bound, $"{what} should be {expected:R} and is {actual:R}.");
    }
}
