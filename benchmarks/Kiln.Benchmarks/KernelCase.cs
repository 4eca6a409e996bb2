using System.Runtime.CompilerServices;
using Kiln.Kernels;
using Kiln.Peers;

namespace Kiln.Benchmarks;

/// <summary>One kernel on one shape and one vector width.</summary>
public sealed class KernelCase(string name, long floatingPointOperations, Action call) : IFloatingPointWork
{
    private const int Samples = 4;

    private delegate void GemmBody(ref float a, ref float panels, ref float bias, ref float c, ref NoEpilogue epilogue, in GemmShape shape);

    private delegate void GradientBody(ref float a, ref float b, ref float c, bool accumulate, in WeightGradientShape shape);

    public long FloatingPointOperations => floatingPointOperations;

    public static IEnumerable<KernelCase> OfGemm(string name, GemmShape shape)
    {
        (int Bits, GemmBody Body)[] bodies = [(512, Gemm.Run512), (256, Gemm.Run256), (128, Gemm.Run128)];
        float[] a = Values((shape.Blocks * shape.BlockStride) + (shape.Rows * shape.RowStride) + (shape.Outer * shape.OuterStride) + (shape.Middle * shape.MiddleStride) + shape.Inner);
        float[] panels = Values((shape.Columns + 31) / 32 * 32 * shape.Depth), c = Values((shape.Blocks * shape.OutputBlockStride) + (shape.Rows * shape.OutputRowStride) + 32);
        return bodies.Where(item => item.Bits < 512 || FmaPeak.Has512).Select(item =>
            new KernelCase($"{name}, {item.Bits} bits", 2 * shape.Blocks * shape.Rows * shape.Columns * shape.Depth, () =>
            {
                NoEpilogue none = default;
                item.Body(ref a[0], ref panels[0], ref Unsafe.NullRef<float>(), ref c[0], ref none, in shape);
            }));
    }

    public static IEnumerable<KernelCase> OfWeightGradient(string name, int rows, int columns, int pixels)
    {
        (int Bits, GradientBody Body)[] bodies = [(512, GemmWeightGradient.Run512), (256, GemmWeightGradient.Run256), (128, GemmWeightGradient.Run128)];
        int batch = pixels == 1 ? 8 * Samples : Samples, pitch = (columns + 15) / 16 * 16;
        WeightGradientShape shape = new()
        {
            Rows = rows, RowStride = 1, OutputRowStride = columns, Columns = columns, Outer = batch, OuterStrideA = rows * pixels, OuterStrideB = pitch * pixels,
            Middle = 1, MiddleStrideA = rows, MiddleStrideB = pitch, Inner = pixels, InnerStrideA = rows, InnerStrideB = pitch,
        };
        float[] a = Values(rows * pixels * batch + 32), b = Values(pitch * pixels * batch + 32), c = Values(rows * columns);
        return bodies.Where(item => item.Bits < 512 || FmaPeak.Has512).Select(item =>
            new KernelCase($"{name}, {item.Bits} bits", 2L * rows * columns * pixels * batch, () => item.Body(ref a[0], ref b[0], ref c[0], false, in shape)));
    }

    public void Run() => call();

    public override string ToString() => name;

    /// <summary>Ordinary numbers at the start of a cache line of pinned memory, as arenas are.</summary>
    private static float[] Values(nint count)
    {
        float[] values = GC.AllocateUninitializedArray<float>((int)count, pinned: true);
        for (int i = 0; i < values.Length; i++) values[i] = MathF.Sin(i * 0.37f);
        return values;
    }
}
