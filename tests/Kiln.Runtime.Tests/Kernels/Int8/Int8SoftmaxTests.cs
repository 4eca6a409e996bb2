using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8SoftmaxTests
{
    [Fact]
    public void Every_length_is_exact_also_in_place()
    {
        Random random = new(1);
        for (int trial = 0, values = 0; values < TestLevel.Count(60000, 2000000); trial++)
        {
            int length = trial < 300 ? trial + 1 : random.Next(1, 4097), rows = random.Next(1, 4);
            if (trial == 300) length = 4096;
            uint[] table = Table(length, Math.Pow(10, random.NextDouble() * 4 - 3.5));
            int[] entries = Array.ConvertAll(table, entry => (int)entry);
            sbyte[] x = Bytes.Filled(random, rows * length), expected = new sbyte[x.Length];
            int spread = random.Next(1, 128);
            if (trial % 3 != 0) x = Array.ConvertAll(x, value => (sbyte)(value % spread));
            if (trial % 10 == 1) Array.Fill(x, Bytes.Any(random));
            for (int row = 0; row < rows; row++)
            {
                sbyte maximum = x.Skip(row * length).Take(length).Max();
                uint sum = 0;
                for (int i = 0; i < length; i++) sum += table[maximum - x[row * length + i]];
                for (int i = 0; i < length; i++)
                    expected[row * length + i] = (sbyte)((int)Math.Min(255, (table[maximum - x[row * length + i]] * 256 + sum / 2) / sum) - 128);
            }

            values += x.Length;
            sbyte[] y = Bytes.Guarded(x.Length);
            Int8Softmax.Run(ref x[0], ref entries[0], ref Bytes.First(y), rows, length);
            Bytes.AssertEqual(expected, y, $"rows of {length}");
            x.CopyTo(y, 80);
            Int8Softmax.Run(ref Bytes.First(y), ref entries[0], ref Bytes.First(y), rows, length);
            Bytes.AssertEqual(expected, y, $"rows of {length} in place");
        }
    }

    private static uint[] Table(int length, double scale)
    {
        int exponent = Math.Min(22, 30 - (int)Math.Ceiling(Math.Log2(length)));
        return [.. Enumerable.Range(0, 256).Select(d => (uint)Math.Round(Math.ScaleB(Math.Exp(-d * scale), exponent)))];
    }
}
