using Kiln;

namespace Digits;

/// <summary>Looks inside the trained network: reads the first convolution's parameters and computes its feature maps in plain C#.</summary>
internal static class Inspection
{
    public static FirstLayer Run(LeNet5 net, Sample image)
    {
        ParameterView weight = net.Parameter("conv2d1.weight"), bias = net.Parameter("conv2d1.bias");
        int filters = weight.Shape[0], size = weight.Shape[2];
        float[] weights = new float[filters * size * size], biases = new float[filters];
        weight.CopyTo(weights);
        bias.CopyTo(biases);

        float[][] kernels = [.. weights.Chunk(size * size)];
        float[][] maps = [.. kernels.Select((kernel, i) => Convolve(image.Pixels, Renderer.Size, kernel, size, biases[i]))];
        return new(size, kernels, image, maps);
    }

    /// <summary>
    /// Convolution as networks define it (cross-correlation, the kernel is not mirrored) with zero padding that keeps the size, then ReLU:
    /// y[r, c] = max(0, b + sum over i, j of w[i, j] x[r + i - p, c + j - p]), p = (size - 1) / 2.
    /// </summary>
    public static float[] Convolve(float[] image, int side, float[] kernel, int size, float bias)
    {
        int padding = (size - 1) / 2;
        float[] map = new float[side * side];
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                float sum = bias;
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < size; j++)
                    {
                        int y = row + i - padding, x = column + j - padding;
                        if (y >= 0 && y < side && x >= 0 && x < side)
                            sum += kernel[i * size + j] * image[y * side + x];
                    }
                }

                map[row * side + column] = MathF.Max(0, sum);
            }
        }

        return map;
    }
}
