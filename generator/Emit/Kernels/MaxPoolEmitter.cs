namespace Kiln.Generator.Emit.Kernels;

/// <summary>Largest pixel of each window, channels-last: a vector holds channels of one pixel.</summary>
internal static class MaxPoolEmitter
{
    // Enough independent maxima to hide the latency of one.
    private const int Vectors = 4;

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        "Max pooling of one channels-last sample: y = the maximum over each window's real pixels. A NaN is certain to reach y only from a window's last pixel, as the machine's own maximum has it.",
        PoolText.Forward,
        (writer, vector) => KernelMethods.WriteRun(writer, vector, PoolText.Forward, () => WriteBody(writer, vector)));

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        writer.Line("nint channels = shape.Channels;");
        PoolText.CopyStrides(writer, "x", "Input", "Row", "Pixel");
        PoolText.ForEachWindow(writer, () =>
        {
            writer.Line("ref float result = ref Unsafe.Add(ref y, row * shape.Output.Row + column * shape.Output.Pixel);");
            PoolText.ForEachChannelRun(writer, vector, Vectors, vectors =>
            {
                for (int v = 0; v < vectors; v++)
                    writer.Line($"{vector.Type} max{SourceWriter.Number(v)} = {vector.Broadcast("float.NegativeInfinity")};");
                PoolText.ForEachTap(writer, [("tap", "x", "x")], () =>
                {
                    for (int v = 0; v < vectors; v++)
                        writer.Line($"max{SourceWriter.Number(v)} = {vector.MaxNative($"max{SourceWriter.Number(v)}", vector.Load("tap", SourceWriter.Number(v * vector.Lanes)))};");
                });
                for (int v = 0; v < vectors; v++)
                    writer.Line($"{vector.Store($"max{SourceWriter.Number(v)}", "result", $"channel + {SourceWriter.Number(v * vector.Lanes)}")};");
            });
        });
    }
}
