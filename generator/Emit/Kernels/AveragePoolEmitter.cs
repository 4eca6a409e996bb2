namespace Kiln.Generator.Emit.Kernels;

/// <summary>Mean of each window, channels-last; global average pooling is the window that is the whole map.</summary>
internal static class AveragePoolEmitter
{
    private const int Vectors = 4;

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        "Average pooling of one channels-last sample: y = the sum over each window's real pixels, in window order, times 1 / shape.Divisor.",
        PoolText.Forward,
        (writer, vector) => KernelMethods.WriteRun(writer, vector, PoolText.Forward, () => WriteBody(writer, vector)));

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        writer.Line("nint channels = shape.Channels;");
        PoolText.CopyStrides(writer, "x", "Input", "Row", "Pixel");
        PoolText.ForEachWindow(writer, () =>
        {
            writer.Line($"{vector.Type} factor = {vector.Broadcast("1f / shape.Divisor(row, column)")};");
            writer.Line("ref float result = ref Unsafe.Add(ref y, row * shape.Output.Row + column * shape.Output.Pixel);");
            PoolText.ForEachChannelRun(writer, vector, Vectors, vectors =>
            {
                for (int v = 0; v < vectors; v++) writer.Line($"{vector.Type} sum{SourceWriter.Number(v)} = {vector.Zero};");
                PoolText.ForEachTap(writer, [("tap", "x", "x")], () =>
                {
                    for (int v = 0; v < vectors; v++)
                        writer.Line($"sum{SourceWriter.Number(v)} += {vector.Load("tap", SourceWriter.Number(v * vector.Lanes))};");
                });
                for (int v = 0; v < vectors; v++)
                    writer.Line($"{vector.Store($"(sum{SourceWriter.Number(v)} * factor)", "result", $"channel + {SourceWriter.Number(v * vector.Lanes)}")};");
            });
        });
    }
}
