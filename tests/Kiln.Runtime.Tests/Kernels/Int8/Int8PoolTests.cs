using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8PoolTests
{
    [Fact]
    public void Random_shapes_are_exact()
    {
        Random random = new(1);
        for (int trial = 0, values = 0; values < TestLevel.Count(60000, 1200000); trial++)
        {
            int channels = random.Next(3) == 0 ? random.Next(1, 200) : random.Next(1, 40);
            int windowHeight = random.Next(1, 5), windowWidth = random.Next(1, 5);
            int height = random.Next(1, 12), width = random.Next(1, 12), top = random.Next(windowHeight), left = random.Next(windowWidth);
            if (trial % 50 == 0) (height, width, windowHeight, windowWidth, top, left) = (18, 19, 18, 19, 0, 0);
            int strideHeight = random.Next(1, 4), strideWidth = random.Next(1, 4);
            int outputHeight = (height + top - 1) / strideHeight + 1, outputWidth = (width + left - 1) / strideWidth + 1;
            if (trial % 50 == 0) (outputHeight, outputWidth) = (1, 1);
            Int8PoolShape shape = new()
            {
                InputHeight = height, InputWidth = width, InputPixel = channels + random.Next(2) * random.Next(9), OutputWidth = outputWidth,
                OutputPixel = channels + random.Next(2) * random.Next(9), Channels = channels, WindowHeight = windowHeight, WindowWidth = windowWidth,
                StrideHeight = strideHeight, StrideWidth = strideWidth, PaddingTop = top, PaddingLeft = left, CountPadding = random.Next(2),
            };
            sbyte[] x = Bytes.Filled(random, height * width * (int)shape.InputPixel - (int)shape.InputPixel + channels);
            if (trial % 7 == 0) Array.Fill(x, trial % 2 == 0 ? sbyte.MinValue : sbyte.MaxValue);
            sbyte zero = Bytes.Any(random);
            int bits = 8 + (int)Math.Ceiling(Math.Log2(windowHeight * windowWidth));
            Rescaling[] rescalings = [.. Enumerable.Range(0, windowHeight * windowWidth).Select(_ => Bytes.Rescaling(random, bits))];
            int[] multipliers = [.. rescalings.Select(r => r.Multiplier)];
            byte[] shifts = [.. rescalings.Select(r => r.Shift)];
            sbyte[] clamp = rescalings[0].Clamp;
            sbyte outputZero = rescalings[0].Zero;
            int firstRow = random.Next(3) == 0 ? random.Next(outputHeight) : 0, endRow = random.Next(3) == 0 ? random.Next(firstRow, outputHeight) : outputHeight;
            sbyte?[] maxima = new sbyte?[outputHeight * outputWidth * (int)shape.OutputPixel], means = new sbyte?[maxima.Length];
            for (int row = firstRow; row < endRow; row++)
                for (int column = 0; column < outputWidth; column++)
                    for (int c = 0; c < channels; c++)
                    {
                        int largest = sbyte.MinValue, sum = 0, count = 0;
                        for (int h = row * strideHeight - top; h < row * strideHeight - top + windowHeight; h++)
                            for (int w = column * strideWidth - left; w < column * strideWidth - left + windowWidth; w++)
                            {
                                if (h < 0 || h >= height || w < 0 || w >= width) continue;
                                sbyte value = x[(h * width + w) * (int)shape.InputPixel + c];
                                largest = Math.Max(largest, value);
                                sum += value - zero;
                                count++;
                            }

                        int at = (row * outputWidth + column) * (int)shape.OutputPixel + c;
                        int index = shape.CountPadding == 1 ? 0 : count - 1;
                        maxima[at] = (sbyte)largest;
                        means[at] = Bytes.Rescale(sum, new(multipliers[index], shifts[index], clamp, outputZero));
                        values++;
                    }

            sbyte[] y = Bytes.Guarded(maxima.Length);
            Int8MaxPool.Run(ref x[0], ref Bytes.First(y), shape, firstRow, endRow);
            Bytes.AssertEqual(maxima, y, $"maxima of {shape}");
            y = Bytes.Guarded(maxima.Length);
            Int8AveragePool.Run(ref x[0], ref multipliers[0], ref shifts[0], ref clamp[0], ref zero, ref outputZero, ref Bytes.First(y), shape, firstRow, endRow);
            Bytes.AssertEqual(means, y, $"means of {shape}");
        }
    }
}
