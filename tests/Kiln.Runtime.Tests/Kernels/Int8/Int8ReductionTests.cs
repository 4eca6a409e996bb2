using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8ReductionTests
{
    [Fact]
    public void Random_axes_are_exact()
    {
        Random random = new(1);
        for (int trial = 0, values = 0; values < TestLevel.Count(300000, 3000000); trial++)
        {
            int[] sizes = [.. Enumerable.Range(0, 6).Select(_ => random.Next(1, 5))];
            sizes[random.Next(6)] = random.Next(1, 150);
            if (trial % 20 == 0) sizes[random.Next(3, 6)] = random.Next(200, 1500);
            int[] order = [5, 4, 3, 2, 1, 0];
            if (trial % 3 == 0) order = [2, 5, 4, 3, 1, 0];
            if (trial % 5 == 0) random.Shuffle(order);
            int[] strides = new int[6];
            int stride = 1;
            foreach (int axis in order)
            {
                strides[axis] = stride;
                stride = stride * sizes[axis] + random.Next(4) / 3 * random.Next(8);
            }

            int yInner = random.Next(5) == 0 ? 2 : 1, yMiddle = yInner * sizes[2] + random.Next(3), yOuter = yMiddle * sizes[1];
            Int8ReductionShape shape = new()
            {
                KeptOuter = sizes[0], KeptOuterX = strides[0], KeptOuterY = yOuter,
                KeptMiddle = sizes[1], KeptMiddleX = strides[1], KeptMiddleY = yMiddle,
                KeptInner = sizes[2], KeptInnerX = strides[2], KeptInnerY = yInner,
                ReducedOuter = sizes[3], ReducedOuterX = strides[3],
                ReducedMiddle = sizes[4], ReducedMiddleX = strides[4],
                ReducedInner = sizes[5], ReducedInnerX = strides[5],
            };
            sbyte[] x = Bytes.Filled(random, 1 + Enumerable.Range(0, 6).Sum(i => (sizes[i] - 1) * strides[i]));
            if (trial % 7 == 0) Array.Fill(x, trial % 2 == 0 ? sbyte.MinValue : sbyte.MaxValue);
            sbyte zero = Bytes.Any(random);
            int terms = sizes[3] * sizes[4] * sizes[5];
            Rescaling r = Bytes.Rescaling(random, 8 + (int)Math.Ceiling(Math.Log2(terms)));
            sbyte?[] sums = new sbyte?[yOuter * sizes[0]], maxima = new sbyte?[sums.Length];
            for (int i = 0; i < sizes[0]; i++)
                for (int j = 0; j < sizes[1]; j++)
                    for (int k = 0; k < sizes[2]; k++)
                    {
                        long sum = 0;
                        int largest = sbyte.MinValue;
                        for (int o = 0; o < sizes[3]; o++)
                            for (int m = 0; m < sizes[4]; m++)
                                for (int n = 0; n < sizes[5]; n++)
                                {
                                    sbyte value = x[i * strides[0] + j * strides[1] + k * strides[2] + o * strides[3] + m * strides[4] + n * strides[5]];
                                    sum += value - zero;
                                    largest = Math.Max(largest, value);
                                }

                        values += terms;
                        sums[i * yOuter + j * yMiddle + k * yInner] = Bytes.Rescale(sum, r);
                        maxima[i * yOuter + j * yMiddle + k * yInner] = (sbyte)largest;
                    }

            sbyte[] y = Bytes.Guarded(sums.Length);
            Int8Sum.Run(ref x[0], ref r.Multiplier, ref r.Shift, ref r.Clamp[0], ref zero, ref r.Zero, ref Bytes.First(y), shape);
            Bytes.AssertEqual(sums, y, $"sums of {shape}");
            y = Bytes.Guarded(sums.Length);
            Int8Max.Run(ref x[0], ref Bytes.First(y), shape);
            Bytes.AssertEqual(maxima, y, $"maxima of {shape}");
        }
    }

    [Theory]
    [InlineData(sbyte.MaxValue, sbyte.MinValue)]
    [InlineData(sbyte.MinValue, sbyte.MaxValue)]
    public void Long_sums_of_extremes_are_exact(sbyte value, sbyte zero)
    {
        const int Terms = 1 << 20;
        sbyte[] x = new sbyte[Terms], y = Bytes.Guarded(1);
        Array.Fill(x, value);
        Rescaling r = new((1 << 30) + 128, 51, [sbyte.MinValue, sbyte.MaxValue], 0);
        Int8ReductionShape shape = new()
        {
            KeptOuter = 1, KeptMiddle = 1, KeptInner = 1, ReducedOuter = 1, ReducedMiddle = 1, ReducedInner = Terms, ReducedInnerX = 1,
        };
        Int8Sum.Run(ref x[0], ref r.Multiplier, ref r.Shift, ref r.Clamp[0], ref zero, ref r.Zero, ref Bytes.First(y), shape);
        Bytes.AssertEqual((sbyte[])[Bytes.Rescale((long)Terms * (value - zero), r)], y, "long sum");
    }
}
