using System.Runtime.InteropServices;
using Kiln.Generator.Steps;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class PoolTests
{
    private static readonly PoolCase[] s_cases =
    [
        new PoolCase(6, 28, 28, 2, 2),
        new PoolCase(3, 10, 10, 2, 2),
        new PoolCase(1, 7, 9, 2, 2),
        new PoolCase(2, 40, 70, 2, 2),
        new PoolCase(3, 5, 5, 2, 2) { Ceiling = true },
        new PoolCase(3, 9, 23, 3, 2) { Padding = 1 },
        new PoolCase(20, 8, 11, 3, 1) { Padding = 1 },
        new PoolCase(17, 11, 40, 3, 2) { Padding = 1, Ceiling = true },
        new PoolCase(5, 13, 37, 3, 3),
        new PoolCase(33, 7, 7, 7, 7),
        new PoolCase(48, 4, 6, 2, 1),
        new PoolCase(80, 6, 5, 2, 2),
        new PoolCase(2, 3, 3, 5, 1) { Padding = 2 },
        new PoolCase(2, 6, 30, 2, 4),
    ];

    public static TheoryData<PoolCase> Cases => [.. s_cases];

    /// <summary>Without windows of 2 x 2 side by side, which have a kernel that is cut by windows alone.</summary>
    public static TheoryData<PoolCase> CasesByRows => [.. s_cases.Where(pool => pool is not { Kernel: 2, Stride: 2 })];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Maximum_agrees_with_plain_loops(PoolCase pool) => AssertForward(pool, KernelFamily.MaxPool, KernelFamily.PlanarMaxPool, maximum: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Average_agrees_with_plain_loops(PoolCase pool)
    {
        AssertForward(pool, KernelFamily.AveragePool, KernelFamily.PlanarAveragePool, maximum: false);
        AssertForward(pool with { CountPadding = true }, KernelFamily.AveragePool, KernelFamily.PlanarAveragePool, maximum: false);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_of_the_maximum_goes_to_the_first_of_equals(PoolCase pool) =>
        AssertGradient(pool, KernelFamily.MaxPoolGradient, KernelFamily.PlanarMaxPoolGradient, maximum: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_of_the_average_is_shared(PoolCase pool)
    {
        AssertGradient(pool, KernelFamily.AveragePoolGradient, KernelFamily.PlanarAveragePoolGradient, maximum: false);
        AssertGradient(pool with { CountPadding = true }, KernelFamily.AveragePoolGradient, KernelFamily.PlanarAveragePoolGradient, maximum: false);
    }

    /// <summary>Rows of dx that are computed by themselves have the bits of the whole.</summary>
    [Theory]
    [MemberData(nameof(CasesByRows))]
    public void Rows_of_a_gradient_have_the_bits_of_the_whole(PoolCase pool)
    {
        foreach (bool maximum in (bool[])[false, true])
            foreach (bool isPlanar in (bool[])[false, true])
                foreach (string method in (string[])["Run", .. KernelCompiler.Bodies])
                {
                    float[] whole = Gradient(pool, isPlanar, maximum, method, pool.Height).Memory;
                    foreach (int rows in (int[])[1, 2, 5])
                    {
                        float[] parts = Gradient(pool, isPlanar, maximum, method, rows).Memory;
                        Assert.True(
                            MemoryMarshal.AsBytes<float>(whole).SequenceEqual(MemoryMarshal.AsBytes<float>(parts)),
                            $"{pool} {method} planar {isPlanar} maximum {maximum}: {rows} rows at a time have other bits.");
                    }
                }
    }

    /// <summary>dx, so many rows at a time, or columns of one row, the last ones first.</summary>
    private static MapMemory Gradient(PoolCase pool, bool isPlanar, bool maximum, string method, int rows, bool isTurned = false)
    {
        double[,,] x = pool.Input();
        MapMemory input = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 0);
        MapMemory output = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 2);
        MapMemory outputGradient = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 0);
        MapMemory inputGradient = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 1);
        input.Write(x);
        output.Write(pool.Reference(x, maximum: true));
        outputGradient.Write(pool.OutputGradient());
        PoolShape shape = pool.Shape(isPlanar, input, output, inputGradient, outputGradient);
        if (isTurned) shape = Turned(shape);
        int height = (int)shape.InputHeight;
        for (int first = (height - 1) / rows * rows; first >= 0; first -= rows)
        {
            PoolShape part = shape with { SkippedTop = first, SkippedBottom = Math.Max(height - first - rows, 0) };
            KernelFamily maxima = isPlanar ? KernelFamily.PlanarMaxPoolGradient : KernelFamily.MaxPoolGradient;
            KernelFamily averages = isPlanar ? KernelFamily.PlanarAveragePoolGradient : KernelFamily.AveragePoolGradient;
            if (maximum) Run(maxima, method, part, input, output, outputGradient, inputGradient);
            else Run(averages, method, part, outputGradient, inputGradient);
        }

        return inputGradient;
    }

    /// <summary>A map of one row that is taken for one column has the same gradient, which can be cut there.</summary>
    [Theory]
    [InlineData(2, 41, 3, 1, 1), InlineData(20, 37, 3, 2, 1), InlineData(33, 29, 5, 3, 2), InlineData(3, 30, 3, 5, 1)]
    public void Columns_of_a_gradient_of_one_row_have_the_bits_of_the_whole(int channels, int width, int kernel, int stride, int padding)
    {
        PoolCase pool = new(channels, 1, width, kernel, stride) { Padding = padding };
        Assert.Equal(1, pool.OutputHeight);
        foreach (bool maximum in (bool[])[false, true])
            foreach (bool isPlanar in (bool[])[false, true])
                foreach (string method in (string[])["Run", .. KernelCompiler.Bodies])
                {
                    float[] whole = Gradient(pool, isPlanar, maximum, method, rows: 1).Memory;
                    foreach (int columns in (int[])[1, 4, 7, width])
                        Assert.True(
                            MemoryMarshal.AsBytes<float>(whole).SequenceEqual(
                                MemoryMarshal.AsBytes<float>(Gradient(pool, isPlanar, maximum, method, columns, isTurned: true).Memory)),
                            $"{pool} {method} planar {isPlanar} maximum {maximum}: {columns} columns at a time have other bits.");
                }
    }

    private static PoolShape Turned(PoolShape shape) => shape with
    {
        InputHeight = shape.InputWidth, InputWidth = shape.InputHeight, OutputHeight = shape.OutputWidth, OutputWidth = shape.OutputHeight,
        KernelHeight = shape.KernelWidth, KernelWidth = shape.KernelHeight, StrideHeight = shape.StrideWidth, StrideWidth = shape.StrideHeight,
        PaddingTop = shape.PaddingLeft, PaddingLeft = shape.PaddingTop, PaddingBottom = shape.PaddingRight, PaddingRight = shape.PaddingBottom,
        Input = Turned(shape.Input), Output = Turned(shape.Output), InputGradient = Turned(shape.InputGradient), OutputGradient = Turned(shape.OutputGradient),
    };

    private static MapStrides Turned(MapStrides strides) => strides with { Row = strides.Pixel, Pixel = strides.Row };

    /// <summary>NaN wins at every place of a window, of a vector and after the last whole one, and gets the gradient.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Special_values_are_pooled_as_plain_loops_do(PoolCase pool)
    {
        pool = pool with { HasSpecialValues = true };
        AssertForward(pool, KernelFamily.MaxPool, KernelFamily.PlanarMaxPool, maximum: true);
        AssertForward(pool, KernelFamily.AveragePool, KernelFamily.PlanarAveragePool, maximum: false);
        AssertGradient(pool, KernelFamily.MaxPoolGradient, KernelFamily.PlanarMaxPoolGradient, maximum: true);
        AssertGradient(pool, KernelFamily.AveragePoolGradient, KernelFamily.PlanarAveragePoolGradient, maximum: false);
    }

    /// <summary>One NaN, in turn at each place of a small map.</summary>
    [Theory]
    [InlineData(1, 4, 4, 2, 2)]
    [InlineData(1, 3, 37, 3, 1)]
    [InlineData(2, 6, 34, 2, 2)]
    [InlineData(17, 4, 4, 2, 2)]
    public void One_NaN_wins_wherever_it_is(int channels, int height, int width, int kernel, int stride)
    {
        PoolCase pool = new(channels, height, width, kernel, stride);
        int elements = channels * height * width, step = Math.Max(1, elements / TestLevel.Count(quick: 24, full: 500));
        for (int at = 0; at < elements; at += step)
        {
            double[,,] x = pool.Input();
            x[at / (height * width), at / width % height, at % width] = double.NaN;
            AssertForward(pool, KernelFamily.MaxPool, KernelFamily.PlanarMaxPool, maximum: true, x);
        }
    }

    private static void AssertForward(PoolCase pool, KernelFamily channelsLast, KernelFamily planar, bool maximum, double[,,]? given = null)
    {
        double[,,] x = given ?? pool.Input();
        double[,,] expected = pool.Reference(x, maximum);
        foreach (bool isPlanar in (bool[])[false, true])
            foreach (string method in (string[])["Run", .. KernelCompiler.Bodies])
            {
                MapMemory input = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 1);
                MapMemory output = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 0);
                input.Write(x);
                PoolShape shape = pool.Shape(isPlanar, input, output, input, output);
                Run(isPlanar ? planar : channelsLast, method, shape, input, output);
                output.AssertEqual(expected, maximum ? 0 : 1e-5, $"{pool} {method} planar {isPlanar}");
            }
    }

    private static void AssertGradient(PoolCase pool, KernelFamily channelsLast, KernelFamily planar, bool maximum)
    {
        double[,,] x = pool.Input();
        double[,,] y = pool.Reference(x, maximum: true);
        double[,,] dy = pool.OutputGradient();
        double[,,] expected = pool.ReferenceGradient(x, dy, maximum);
        foreach (bool isPlanar in (bool[])[false, true])
            foreach (string method in (string[])["Run", .. KernelCompiler.Bodies])
            {
                MapMemory input = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 0);
                MapMemory output = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 2);
                MapMemory outputGradient = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 0);
                MapMemory inputGradient = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 1);
                input.Write(x);
                output.Write(y);
                outputGradient.Write(dy);
                PoolShape shape = pool.Shape(isPlanar, input, output, inputGradient, outputGradient);
                KernelFamily family = isPlanar ? planar : channelsLast;
                if (maximum) Run(family, method, shape, input, output, outputGradient, inputGradient);
                else Run(family, method, shape, outputGradient, inputGradient);
                inputGradient.AssertEqual(expected, 1e-5, $"{pool} {method} planar {isPlanar}");
            }
    }

    private static void Run(KernelFamily family, string method, PoolShape shape, params MapMemory[] maps) =>
        KernelCompiler.Method<PoolShape>(new KernelKey(family), method)(
            [.. maps.Select(map => map.Memory)], [.. maps.Select(map => map.First)], [], [], false, shape);
}
