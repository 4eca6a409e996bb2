using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>A square pooling window over one sample and its evaluation in plain float64 loops.</summary>
public sealed record PoolCase(int Channels, int Height, int Width, int Kernel, int Stride)
{
    public int Padding { get; init; }

    public bool Ceiling { get; init; }

    public bool CountPadding { get; init; }

    public int OutputHeight => Extent(Height);

    public int OutputWidth => Extent(Width);

    /// <summary>Whether NaN, infinities, -0 and subnormal numbers lie here and there in the map.</summary>
    public bool HasSpecialValues { get; init; }

    public double[,,] Input()
    {
        double[] special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 1e-40f];
        // Few distinct values, so that most windows hold ties.
        Random random = new(5);
        double[,,] x = new double[Channels, Height, Width];
        for (int c = 0; c < Channels; c++)
            for (int h = 0; h < Height; h++)
                for (int w = 0; w < Width; w++)
                    x[c, h, w] = HasSpecialValues && random.Next(10) == 0 ? special[random.Next(special.Length)] : random.Next(-4, 3) * 0.5;
        return x;
    }

    public double[,,] OutputGradient()
    {
        Random random = new(6);
        double[,,] dy = new double[Channels, OutputHeight, OutputWidth];
        for (int c = 0; c < Channels; c++)
            for (int h = 0; h < OutputHeight; h++)
                for (int w = 0; w < OutputWidth; w++) dy[c, h, w] = (float)(random.NextDouble() - 0.5);
        return dy;
    }

    public double[,,] Reference(double[,,] x, bool maximum)
    {
        double[,,] y = new double[Channels, OutputHeight, OutputWidth];
        for (int c = 0; c < Channels; c++)
            for (int h = 0; h < OutputHeight; h++)
                for (int w = 0; w < OutputWidth; w++)
                {
                    List<(int H, int W)> window = Window(h, w);
                    double[] pixels = [.. window.Select(pixel => x[c, pixel.H, pixel.W])];
                    y[c, h, w] = maximum ? pixels.Aggregate(Math.Max) : pixels.Sum() / Divisor(h, w, window.Count);
                }

        return y;
    }

    public double[,,] ReferenceGradient(double[,,] x, double[,,] dy, bool maximum)
    {
        double[,,] dx = new double[Channels, Height, Width];
        for (int c = 0; c < Channels; c++)
            for (int h = 0; h < OutputHeight; h++)
                for (int w = 0; w < OutputWidth; w++)
                {
                    List<(int H, int W)> window = Window(h, w);
                    if (maximum)
                    {
                        double largest = window.Select(pixel => x[c, pixel.H, pixel.W]).Aggregate(Math.Max);
                        (int H, int W) first = window.First(pixel => x[c, pixel.H, pixel.W].Equals(largest));
                        dx[c, first.H, first.W] += dy[c, h, w];
                    }
                    else
                        foreach ((int row, int column) in window) dx[c, row, column] += dy[c, h, w] / Divisor(h, w, window.Count);
                }

        return dx;
    }

    internal PoolShape Shape(bool planar, MapMemory input, MapMemory output, MapMemory inputGradient, MapMemory outputGradient) => new()
    {
        Channels = planar ? Channels : MapMemory.Padded(Channels),
        InputHeight = Height,
        InputWidth = Width,
        OutputHeight = OutputHeight,
        OutputWidth = OutputWidth,
        KernelHeight = Kernel,
        KernelWidth = Kernel,
        StrideHeight = Stride,
        StrideWidth = Stride,
        PaddingTop = Padding,
        PaddingLeft = Padding,
        PaddingBottom = Padding,
        PaddingRight = Padding,
        CountPadding = CountPadding,
        Input = input.Strides,
        Output = output.Strides,
        InputGradient = inputGradient.Strides,
        OutputGradient = outputGradient.Strides,
    };

    // PyTorch: the last window of ceil mode must begin inside the map or its left padding.
    private int Extent(int size)
    {
        int span = size + 2 * Padding - Kernel;
        int count = (Ceiling ? span + Stride - 1 : span) / Stride + 1;
        return Ceiling && (count - 1) * Stride >= size + Padding ? count - 1 : count;
    }

    private List<(int H, int W)> Window(int h, int w)
    {
        List<(int, int)> pixels = [];
        for (int row = h * Stride - Padding; row < h * Stride - Padding + Kernel; row++)
            for (int column = w * Stride - Padding; column < w * Stride - Padding + Kernel; column++)
                if (row >= 0 && row < Height && column >= 0 && column < Width) pixels.Add((row, column));
        return pixels;
    }

    private double Divisor(int h, int w, int real) => CountPadding ? PaddedExtent(h, Height) * PaddedExtent(w, Width) : real;

    private double PaddedExtent(int index, int size) =>
        Math.Min(index * Stride - Padding + Kernel, size + Padding) - (index * Stride - Padding);
}
