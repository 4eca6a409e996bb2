namespace Kiln.Compiler.Tests.Networks;

/// <summary>Layers of maps.</summary>
internal sealed partial class RandomGraph
{
    private void MapLayer(Node x)
    {
        int channels = x.Shape[0];
        switch (Next(14))
        {
            case 0 or 1 or 2: Convolution(x, groups: 1, Pick(s_channels)); break;
            case 3: Convolution(x, groups: channels, channels * (channels < 16 ? 1 + Next(2) : 1)); break;
            case 4: Convolution(x, groups: Divisor(channels), channels * Pick([1, 2])); break;
            case 5 when !x.Repeats: Pool(x, "MaxPool2D"); break;
            case 5 or 6: Pool(x, "AveragePool2D"); break;
            case 7: Learned(x, "BatchNorm()", x.Shape); break;
            case 8: Layer(x, Dropout(), x.Shape); break;
            case 9: Layer(x, "GlobalAveragePool()", [channels, 1, 1]); break;
            case 10: TransposedConvolution(x); break;
            case 11: Upsample(x); break;
            case 12: Separable(x); break;
            default: Layer(x, "Flatten()", [x.Count]); break;
        }
    }

    private void Convolution(Node x, int groups, int channels)
    {
        (int height, int width) = (x.Shape[1], x.Shape[2]);
        (int kernelHeight, int kernelWidth) = (1 + Next(Math.Min(4, height)), 1 + Next(Math.Min(4, width)));
        (int strideHeight, int strideWidth) = (1 + Next(3), 1 + Next(2));
        (int dilationHeight, int dilationWidth) = (Dilation(kernelHeight, height), Dilation(kernelWidth, width));
        bool same = Next(3) == 0;
        (int padHeight, int padWidth) = (Next(kernelHeight), Next(kernelWidth));
        string padding = same ? "[Pad.Same, Pad.Same]" : List(padHeight, padWidth), bias = Next(3) == 0 ? ", bias: false" : "";
        height = Positions(height, kernelHeight, strideHeight, same ? -1 : padHeight, dilationHeight);
        width = Positions(width, kernelWidth, strideWidth, same ? -1 : padWidth, dilationWidth);
        if (channels * height * width > MostElements) channels = groups;
        Learned(
            x,
            $"Conv2D({Text(channels)}, kernel: {List(kernelHeight, kernelWidth)}, stride: {List(strideHeight, strideWidth)}, padding: {padding}, "
            + $"dilation: {List(dilationHeight, dilationWidth)}, groups: {Text(groups)}{bias})",
            [channels, height, width]);
    }

    private void Separable(Node x)
    {
        (int height, int width) = (x.Shape[1], x.Shape[2]);
        int kernel = 1 + Next(Math.Min(3, Math.Min(height, width)));
        int stride = 1 + Next(2);
        int padding = Next(kernel);
        int multiplier = 1 + Next(2);
        int channels = Pick(s_channels);
        string window =
            $"kernel: {Text(kernel)}, stride: {Text(stride)}, padding: {Text(padding)}, multiplier: {Text(multiplier)}{(Next(2) == 0 ? "" : ", bias: false")}";
        bool mixes = Next(2) == 0;
        int[] size = [Positions(height, kernel, stride, padding, 1), Positions(width, kernel, stride, padding, 1)];
        if (mixes) Learned(x, $"SeparableConv2D({Text(channels)}, {window})", [channels, .. size]);
        else Learned(x, $"DepthwiseConv2D({window})", [x.Shape[0] * multiplier, .. size]);
    }

    private void TransposedConvolution(Node x)
    {
        int kernel = 1 + Next(4), stride = 1 + Next(3), padding = Next(Math.Min(kernel, 2)), outputPadding = Next(stride), channels = Pick(s_channels);
        int height = Enlarged(x.Shape[1]), width = Enlarged(x.Shape[2]);
        if (height < 1 || width < 1 || channels * height * width > MostElements) Layer(x, Activation(), x.Shape);
        else
            Learned(
                x,
                $"Conv2DTranspose({Text(channels)}, kernel: {Text(kernel)}, stride: {Text(stride)}, padding: {Text(padding)}, "
                + $"outputPadding: {Text(outputPadding)}{(Next(3) == 0 ? ", bias: false" : "")})",
                [channels, height, width]);

        int Enlarged(int size) => ((size - 1) * stride) - (2 * padding) + kernel + outputPadding;
    }

    private void Upsample(Node x)
    {
        int factor = 1 + Next(3);
        bool bilinear = Next(2) == 1;
        if (x.Count * factor * factor > MostElements) Layer(x, Activation(), x.Shape);
        else
            Layer(
                x, $"Upsample({Text(factor)}{(bilinear ? ", Interpolation.Bilinear" : "")})", [x.Shape[0], x.Shape[1] * factor, x.Shape[2] * factor],
                repeats: true);
    }

    private void Pool(Node x, string kind)
    {
        int smallest = Math.Min(x.Shape[1], x.Shape[2]), kernel = 1 + Next(Math.Min(3, smallest)), stride = 1 + Next(3), padding = Next((kernel / 2) + 1);
        bool ceil = Next(2) == 1;
        string counts = kind == "AveragePool2D" && Next(2) == 1 ? ", countPadding: false" : "";
        Layer(
            x, $"{kind}({Text(kernel)}, stride: {Text(stride)}, padding: {Text(padding)}{(ceil ? ", ceilMode: true" : "")}{counts})",
            [x.Shape[0], Windows(x.Shape[1]), Windows(x.Shape[2])]);

        int Windows(int size)
        {
            int room = size + (2 * padding) - kernel, count = ((room + (ceil ? stride - 1 : 0)) / stride) + 1;
            return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
        }
    }

    /// <summary>Places of a kernel; a negative padding is the same on both sides so that a stride of 1 keeps the size.</summary>
    private static int Positions(int size, int kernel, int stride, int padding, int dilation)
    {
        int span = (kernel - 1) * dilation;
        return ((size + (padding < 0 ? span : 2 * padding) - span - 1) / stride) + 1;
    }

    /// <summary>2 where the kernel still fits.</summary>
    private int Dilation(int kernel, int size) => kernel > 1 && ((kernel - 1) * 2) + 1 <= size ? 1 + Next(2) : 1;

    private int Divisor(int number) => Pick([.. Enumerable.Range(1, number).Where(divisor => number % divisor == 0)]);
}
