namespace Kiln.Generator.Emit.Kernels;

/// <summary>Gradient of <see cref="AveragePoolEmitter"/>.</summary>
internal static class AveragePoolGradientEmitter
{
    private const int Vectors = 4;

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        "Gradient of average pooling of one channels-last sample: dx is written whole: "
        + "every real pixel of a window gets dy times 1 / shape.Divisor, overlapping windows add.",
        PoolText.AverageGradient,
        (writer, vector) => KernelMethods.WriteRun(writer, vector, PoolText.AverageGradient, () => WriteBody(writer, vector)));

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        writer.Line("nint channels = shape.Channels;");
        PoolText.CopyStrides(writer, "dx", "InputGradient", "Row", "Pixel");
        PoolText.ClearPixels(writer, vector);
        PoolText.ForEachWindow(writer, () =>
        {
            writer.Line($"{vector.Type} factor = {vector.Broadcast("1f / shape.Divisor(row, column)")};");
            writer.Line("ref float gradient = ref Unsafe.Add(ref dy, row * shape.OutputGradient.Row + column * shape.OutputGradient.Pixel);");
            PoolText.ForEachChannelRun(writer, vector, Vectors, vectors =>
            {
                for (int v = 0; v < vectors; v++)
                {
                    string gradient = vector.Load("gradient", $"channel + {SourceWriter.Number(v * vector.Lanes)}");
                    writer.Line($"{vector.Type} share{SourceWriter.Number(v)} = {gradient} * factor;");
                }

                PoolText.ForEachTap(writer, [("sum", "dx", "dx")], () =>
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        string offset = SourceWriter.Number(v * vector.Lanes);
                        writer.Line($"{vector.Store($"({vector.Load("sum", offset)} + share{SourceWriter.Number(v)})", "sum", offset)};");
                    }
                });
            });
        });
    }
}
