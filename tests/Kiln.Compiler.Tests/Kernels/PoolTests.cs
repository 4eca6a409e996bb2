using Kiln.Generator.Emit.Kernels;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

public sealed class PoolTests
{
    private delegate void Forward(ref float x, ref float y, in PoolShape shape);

    private delegate void MaximumGradient(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape);

    private delegate void AverageGradient(ref float dy, ref float dx, in PoolShape shape);

    private static readonly Lazy<EmittedClass> MaxPool = new(() => new EmittedClass(MaxPoolEmitter.WriteMembers));
    private static readonly Lazy<EmittedClass> MaxPoolGradient = new(() => new EmittedClass(MaxPoolGradientEmitter.WriteMembers));
    private static readonly Lazy<EmittedClass> AveragePool = new(() => new EmittedClass(AveragePoolEmitter.WriteMembers));
    private static readonly Lazy<EmittedClass> AveragePoolGradient = new(() => new EmittedClass(AveragePoolGradientEmitter.WriteMembers));
    private static readonly Lazy<EmittedClass> PlanarMaxPool = new(() => new EmittedClass(PlanarPoolEmitter.WriteMaximum));
    private static readonly Lazy<EmittedClass> PlanarMaxPoolGradient = new(() => new EmittedClass(PlanarPoolGradientEmitter.WriteMaximum));
    private static readonly Lazy<EmittedClass> PlanarAveragePool = new(() => new EmittedClass(PlanarPoolEmitter.WriteAverage));
    private static readonly Lazy<EmittedClass> PlanarAveragePoolGradient = new(() => new EmittedClass(PlanarPoolGradientEmitter.WriteAverage));

    public static TheoryData<PoolCase> Cases => new(
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
        new PoolCase(2, 6, 30, 2, 4));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Maximum_agrees_with_plain_loops(PoolCase pool) => AssertForward(pool, MaxPool, PlanarMaxPool, maximum: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Average_agrees_with_plain_loops(PoolCase pool)
    {
        AssertForward(pool, AveragePool, PlanarAveragePool, maximum: false);
        AssertForward(pool with { CountPadding = true }, AveragePool, PlanarAveragePool, maximum: false);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_of_the_maximum_goes_to_the_first_of_equals(PoolCase pool) => AssertGradient(pool, MaxPoolGradient, PlanarMaxPoolGradient, maximum: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_of_the_average_is_shared(PoolCase pool)
    {
        AssertGradient(pool, AveragePoolGradient, PlanarAveragePoolGradient, maximum: false);
        AssertGradient(pool with { CountPadding = true }, AveragePoolGradient, PlanarAveragePoolGradient, maximum: false);
    }

    private static void AssertForward(PoolCase pool, Lazy<EmittedClass> channelsLast, Lazy<EmittedClass> planar, bool maximum)
    {
        double[,,] x = pool.Input();
        double[,,] expected = pool.Reference(x, maximum);
        foreach (bool isPlanar in (bool[])[false, true])
            foreach (string method in (string[])["Run", "Run512", "Run256", "Run128"])
            {
                MapMemory input = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 1);
                MapMemory output = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 0);
                input.Write(x);
                PoolShape shape = pool.Shape(isPlanar, input, output, input, output);
                (isPlanar ? planar : channelsLast).Value.Method<Forward>(method)(ref input.First, ref output.First, in shape);
                output.AssertEqual(expected, maximum ? 0 : 1e-5, $"{pool} {method} planar {isPlanar}");
            }
    }

    private static void AssertGradient(PoolCase pool, Lazy<EmittedClass> channelsLast, Lazy<EmittedClass> planar, bool maximum)
    {
        double[,,] x = pool.Input();
        double[,,] y = pool.Reference(x, maximum: true);
        double[,,] dy = pool.OutputGradient();
        double[,,] expected = pool.ReferenceGradient(x, dy, maximum);
        foreach (bool isPlanar in (bool[])[false, true])
            foreach (string method in (string[])["Run", "Run512", "Run256", "Run128"])
            {
                MapMemory input = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 0);
                MapMemory output = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 2);
                MapMemory outputGradient = new(isPlanar, pool.Channels, pool.OutputHeight, pool.OutputWidth, border: 0);
                MapMemory inputGradient = new(isPlanar, pool.Channels, pool.Height, pool.Width, border: 1);
                input.Write(x);
                output.Write(y);
                outputGradient.Write(dy);
                PoolShape shape = pool.Shape(isPlanar, input, output, inputGradient, outputGradient);
                EmittedClass kernel = (isPlanar ? planar : channelsLast).Value;
                if (maximum) kernel.Method<MaximumGradient>(method)(ref input.First, ref output.First, ref outputGradient.First, ref inputGradient.First, in shape);
                else kernel.Method<AverageGradient>(method)(ref outputGradient.First, ref inputGradient.First, in shape);
                inputGradient.AssertEqual(expected, 1e-5, $"{pool} {method} planar {isPlanar}");
            }
    }
}
