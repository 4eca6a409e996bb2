using BenchmarkDotNet.Attributes;
using Kiln.Kernels;

namespace Kiln.Benchmarks;

/// <summary>The products of Kiln.dll alone, on each vector width that this CPU has, against the FMA peak.</summary>
[Config(typeof(FloatingPointConfig))]
public class KernelBenchmarks
{
    public static IEnumerable<KernelCase> Cases =>
    [
        .. KernelCase.OfGemm("3x3 64 at 56", Convolution(56, 64, 64, 3)),
        .. KernelCase.OfGemm("3x3 128 at 28", Convolution(28, 128, 128, 3)),
        .. KernelCase.OfGemm("3x3 512 at 7", Convolution(7, 512, 512, 3)),
        .. KernelCase.OfGemm("1x1 64 to 256 at 56", Convolution(56, 64, 256, 1)),
        .. KernelCase.OfGemm("dense 13 x 256 x 256", Dense(13, 256, 256)),
        .. KernelCase.OfGemm("dense 32 x 784 x 128", Dense(32, 784, 128)),
        .. KernelCase.OfGemm("dense 10 x 150 x 16", Dense(10, 150, 16)),
        .. KernelCase.OfWeightGradient("gradient of 1x1 64 to 64 at 28", 64, 64, 28 * 28),
        .. KernelCase.OfWeightGradient("gradient of 84 to 10", 84, 10, 1),
    ];

    [ParamsSource(nameof(Cases))]
    public KernelCase? Work { get; set; }

    [Benchmark]
    public void Call() => Work!.Run();

    private static GemmShape Dense(int rows, int depth, int columns) => new() { Rows = rows, RowStride = depth, OutputRowStride = (columns + 15) / 16 * 16, Columns = columns, Inner = depth };

    /// <summary>A convolution that keeps the map's size, over a source with its border.</summary>
    private static GemmShape Convolution(int size, int inputs, int outputs, int kernel)
    {
        int row = (size + kernel - 1) * inputs;
        GemmShape depth = new() { Columns = outputs, OutputRowStride = outputs, RowStride = inputs, Inner = inputs, Middle = kernel, MiddleStride = inputs, Outer = kernel, OuterStride = row };
        return kernel == 1 ? depth with { Rows = size * size } : depth with { Blocks = size, BlockStride = row, OutputBlockStride = size * outputs, Rows = size };
    }
}
