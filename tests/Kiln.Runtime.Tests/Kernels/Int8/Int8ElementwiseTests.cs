using System.Runtime.Intrinsics;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8ElementwiseTests
{
    private const int Pairs = 65536;

    [Fact]
    public void Sums_of_all_pairs_are_exact()
    {
        Random random = new(1);
        (sbyte[] a, sbyte[] b) = AllPairs();
        for (int trial = 0; trial < TestLevel.Count(12, 64); trial++)
        {
            (int[] constants, sbyte[] clamp) = Constants(random, trial);
            sbyte[] expected = new sbyte[Pairs];
            for (int i = 0; i < Pairs; i++) expected[i] = Add(a[i], b[i], constants, clamp);
            sbyte[] y = Bytes.Guarded(Pairs);
            Int8Add.Run(ref a[0], ref b[0], ref constants[0], ref clamp[0], ref Bytes.First(y), Pairs);
            Bytes.AssertEqual(expected, y, $"sum of constants {string.Join(' ', constants)}");
        }
    }

    [Fact]
    public void Products_of_all_pairs_are_exact()
    {
        Random random = new(2);
        (sbyte[] a, sbyte[] b) = AllPairs();
        for (int trial = 0; trial < TestLevel.Count(12, 64); trial++)
        {
            sbyte zeroA = Bytes.Any(random), zeroB = Bytes.Any(random);
            Rescaling r = Bytes.Rescaling(random, 17);
            sbyte[] expected = new sbyte[Pairs];
            for (int i = 0; i < Pairs; i++) expected[i] = Bytes.Rescale((a[i] - zeroA) * (b[i] - zeroB), r);
            sbyte[] y = Bytes.Guarded(Pairs);
            Int8Multiply.Run(
                ref a[0], ref b[0], ref r.Multiplier, ref r.Shift, ref r.Clamp[0], ref zeroA, ref zeroB, ref r.Zero, ref Bytes.First(y), Pairs);
            Bytes.AssertEqual(expected, y, $"product of multiplier {r.Multiplier}, shift {r.Shift}");
        }
    }

    [Fact]
    public void Every_length_is_exact_also_in_place()
    {
        Random random = new(3);
        for (int count = 1; count <= TestLevel.Count(140, 700); count++)
        {
            sbyte[] a = Bytes.Filled(random, count), b = Bytes.Filled(random, count), table = Bytes.Filled(random, 256);
            (int[] constants, sbyte[] clamp) = Constants(random, count);
            sbyte zeroA = Bytes.Any(random), zeroB = Bytes.Any(random);
            Rescaling product = Bytes.Rescaling(random, 17);
            Check("sum", a, b, (p, q) => Add(p, q, constants, clamp), (ref sbyte p, ref sbyte q, ref sbyte y) =>
                Int8Add.Run(ref p, ref q, ref constants[0], ref clamp[0], ref y, count));
            Check("product", a, b, (p, q) => Bytes.Rescale((p - zeroA) * (q - zeroB), product), (ref sbyte p, ref sbyte q, ref sbyte y) =>
                Int8Multiply.Run(
                    ref p, ref q, ref product.Multiplier, ref product.Shift, ref product.Clamp[0], ref zeroA, ref zeroB, ref product.Zero, ref y, count));
            Check("clamped", a, b, (p, _) => Math.Clamp(p, clamp[0], clamp[1]), (ref sbyte p, ref sbyte _, ref sbyte y) =>
                Int8Clamp.Run(ref p, ref clamp[0], ref y, count));
            Check("table", a, b, (p, _) => table[p + 128], (ref sbyte p, ref sbyte _, ref sbyte y) => Int8Table.Run(ref p, ref table[0], ref y, count));
        }
    }

    [Fact]
    public void Every_byte_is_rescaled_and_clamped_exactly()
    {
        Random random = new(4);
        sbyte[] x = [.. Enumerable.Range(-128, 256).Select(value => (sbyte)value)];
        for (int trial = 0; trial < TestLevel.Count(500, 10000); trial++)
        {
            sbyte zero = Bytes.Any(random);
            Rescaling r = Bytes.Rescaling(random, random.Next(8, 20));
            Int8Rescaling rescaling = new(r.Multiplier, r.Shift, ref r.Clamp[0], r.Zero);
            foreach (sbyte value in x) AssertRescales(rescaling, value - zero, r);

            sbyte[] y = Bytes.Guarded(256);
            Int8Clamp.Run(ref x[0], ref r.Clamp[0], ref Bytes.First(y), 256);
            Bytes.AssertEqual(Array.ConvertAll(x, value => Math.Clamp(value, r.Clamp[0], r.Clamp[1])), y, "clamped");
        }
    }

    [Fact]
    public void Every_shift_rounds_ties_up()
    {
        Random random = new(5);
        for (int shift = 26; shift <= 65; shift++)
            for (int trial = 0; trial < TestLevel.Count(400, 30000); trial++)
            {
                int bits = 31 - Math.Max(0, 33 - shift), multiplier = trial % 4 == 0 ? 1 << 30 : random.Next(1 << 30, int.MaxValue);
                sbyte[] clamp = Bytes.Clamp(random);
                sbyte zero = Bytes.Any(random);

                // Sums near ties: an odd multiple of half a step, and what is next to it.
                int limit = (int)((1L << bits) - 1);
                double step = Math.ScaleB(1.0 / multiplier, Math.Min(shift, 63));
                int sum = (int)Math.Clamp((random.Next(-300, 300) + 0.5) * step + random.Next(-1, 2), -limit, limit);
                if (trial % 8 == 1) sum = trial % 16 == 1 ? limit : -limit;
                Rescaling r = new(multiplier, (byte)shift, clamp, zero);
                AssertRescales(new(multiplier, (byte)shift, ref clamp[0], zero), sum, r);
            }
    }

    [Fact]
    public void Tables_of_all_bytes_are_exact()
    {
        Random random = new(6);
        sbyte[] x = [.. Enumerable.Range(0, 1024).Select(value => (sbyte)value)];
        for (int trial = 0; trial < TestLevel.Count(20, 1000); trial++)
        {
            sbyte[] table = Bytes.Filled(random, 256), y = Bytes.Guarded(x.Length);
            Int8Table.Run(ref x[0], ref table[0], ref Bytes.First(y), x.Length);
            Bytes.AssertEqual(Array.ConvertAll(x, value => table[value + 128]), y, "table");
        }
    }

    [Fact]
    public void Broadcast_operands_are_exact()
    {
        Random random = new(7);
        int values = 0;
        while (values < TestLevel.Count(20000, 1500000))
        {
            int[] sizes = [random.Next(1, 4), random.Next(1, 5), random.Next(1, 6), random.Next(1, 3) == 1 ? random.Next(1, 70) : random.Next(1, 8)];
            int[] a = Strides(random, sizes), b = Strides(random, sizes), y = Strides(random, sizes, isResult: true);
            Int8BroadcastShape shape = new()
            {
                OutermostCount = sizes[0], OutermostA = a[0], OutermostB = b[0], OutermostY = y[0],
                OuterCount = sizes[1], OuterA = a[1], OuterB = b[1], OuterY = y[1],
                InnerCount = sizes[2], InnerA = a[2], InnerB = b[2], InnerY = y[2],
                InnermostCount = sizes[3], InnermostA = a[3], InnermostB = b[3], InnermostY = y[3],
            };
            sbyte[] first = Bytes.Filled(random, Extent(sizes, a)), second = Bytes.Filled(random, Extent(sizes, b));
            (int[] constants, sbyte[] clamp) = Constants(random, values);
            sbyte zeroA = Bytes.Any(random), zeroB = Bytes.Any(random);
            Rescaling r = Bytes.Rescaling(random, 17);
            sbyte?[] sums = new sbyte?[Extent(sizes, y)], products = new sbyte?[sums.Length];
            for (int i = 0; i < sizes[0]; i++)
                for (int j = 0; j < sizes[1]; j++)
                    for (int k = 0; k < sizes[2]; k++)
                        for (int l = 0; l < sizes[3]; l++)
                        {
                            sbyte p = first[i * a[0] + j * a[1] + k * a[2] + l * a[3]], q = second[i * b[0] + j * b[1] + k * b[2] + l * b[3]];
                            int at = i * y[0] + j * y[1] + k * y[2] + l * y[3];
                            sums[at] = Add(p, q, constants, clamp);
                            products[at] = Bytes.Rescale((p - zeroA) * (q - zeroB), r);
                            values++;
                        }

            sbyte[] result = Bytes.Guarded(sums.Length);
            Int8Add.RunBroadcast(ref first[0], ref second[0], ref constants[0], ref clamp[0], ref Bytes.First(result), shape);
            Bytes.AssertEqual(sums, result, $"sum of {shape}");
            result = Bytes.Guarded(sums.Length);
            Int8Multiply.RunBroadcast(
                ref first[0], ref second[0], ref r.Multiplier, ref r.Shift, ref r.Clamp[0], ref zeroA, ref zeroB, ref r.Zero, ref Bytes.First(result), shape);
            Bytes.AssertEqual(products, result, $"product of {shape}");
        }
    }

    private delegate void Kernel(ref sbyte a, ref sbyte b, ref sbyte y);

    private static void AssertRescales(Int8Rescaling rescaling, int sum, Rescaling r)
    {
        int expected = Bytes.Rescale(sum, r);
        string what = $"sum {sum}, multiplier {r.Multiplier}, shift {r.Shift}";
        Assert.True(expected == rescaling.Apply(sum), what);
        Assert.True(Vector128.Create(expected) == rescaling.Apply(Vector128.Create(sum)), what);
        Assert.True(Vector256.Create(expected) == rescaling.Apply(Vector256.Create(sum)), what);
        Assert.True(Vector512.Create(expected) == rescaling.Apply(Vector512.Create(sum)), what);
    }

    private static void Check(string what, sbyte[] a, sbyte[] b, Func<sbyte, sbyte, sbyte> reference, Kernel kernel)
    {
        int count = a.Length;
        sbyte[] expected = new sbyte[count];
        for (int i = 0; i < count; i++) expected[i] = reference(a[i], b[i]);
        sbyte[] y = Bytes.Guarded(count);
        kernel(ref a[0], ref b[0], ref Bytes.First(y));
        Bytes.AssertEqual(expected, y, what);
        a.CopyTo(y, 80);
        kernel(ref Bytes.First(y), ref b[0], ref Bytes.First(y));
        Bytes.AssertEqual(expected, y, what + " in place of the first");
        if (what is not ("sum" or "product")) return;
        b.CopyTo(y, 80);
        kernel(ref a[0], ref Bytes.First(y), ref Bytes.First(y));
        Bytes.AssertEqual(expected, y, what + " in place of the second");
    }

    private static sbyte Add(sbyte a, sbyte b, int[] constants, sbyte[] clamp) =>
        (sbyte)Math.Clamp((a * constants[0] + b * constants[1] + constants[2]) >> constants[3], clamp[0], clamp[1]);

    /// <summary>As of two scales and one of the result: the larger factor has 15 bits; every second one subtracts.</summary>
    private static (int[] Constants, sbyte[] Clamp) Constants(Random random, int trial)
    {
        int large = random.Next(1 << 14, 1 << 15), other = random.Next(0, large + 1), shift = random.Next(6, 17);
        if (trial % 5 == 4) (large, other) = (32767, 32767);
        (int first, int second) = random.Next(2) == 0 ? (large, other) : (other, large);
        if (trial % 2 == 1) second = -second;
        int offset = (Bytes.Any(random) << shift) - Bytes.Any(random) * first - Bytes.Any(random) * second + (1 << (shift - 1));
        return ([first, second, offset, shift], Bytes.Clamp(random));
    }

    private static (sbyte[] A, sbyte[] B) AllPairs()
    {
        sbyte[] a = new sbyte[Pairs], b = new sbyte[Pairs];
        for (int i = 0; i < Pairs; i++) (a[i], b[i]) = ((sbyte)i, (sbyte)(i >> 8));
        return (a, b);
    }

    /// <summary>Distances of dimensions in memory, some broadcast, some with gaps, in any order.</summary>
    private static int[] Strides(Random random, int[] sizes, bool isResult = false)
    {
        int[] strides = new int[4];
        int[] order = [3, 2, 1, 0];
        if (random.Next(4) == 0) random.Shuffle(order);
        int stride = random.Next(4) == 0 ? 2 : 1;
        foreach (int dimension in order)
        {
            if (!isResult && random.Next(3) == 0) continue;
            strides[dimension] = stride;
            stride *= sizes[dimension];
            if (random.Next(4) == 0) stride += random.Next(1, 20);
        }

        return strides;
    }

    private static int Extent(int[] sizes, int[] strides) => 1 + Enumerable.Range(0, 4).Sum(i => (sizes[i] - 1) * strides[i]);
}
