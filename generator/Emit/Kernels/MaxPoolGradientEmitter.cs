namespace Kiln.Generator.Emit.Kernels;

/// <summary>Gradient of <see cref="MaxPoolEmitter"/>.</summary>
internal static class MaxPoolGradientEmitter
{
    private const int Vectors = 2;

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        "Gradient of max pooling of one channels-last sample: dx is written whole: the first pixel in window order that equals y gets dy, overlapping windows add. Where y is NaN nothing gets dy.",
        PoolText.MaximumGradient,
        (writer, vector) => KernelMethods.WriteRun(writer, vector, PoolText.MaximumGradient, () => WriteBody(writer, vector)));

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        writer.Line("nint channels = shape.Channels;");
        PoolText.CopyStrides(writer, "x", "Input", "Row", "Pixel");
        PoolText.CopyStrides(writer, "dx", "InputGradient", "Row", "Pixel");
        PoolText.ClearPixels(writer, vector);
        PoolText.ForEachWindow(writer, () =>
        {
            writer.Line("ref float maximum = ref Unsafe.Add(ref y, row * shape.Output.Row + column * shape.Output.Pixel);");
            writer.Line("ref float gradient = ref Unsafe.Add(ref dy, row * shape.OutputGradient.Row + column * shape.OutputGradient.Pixel);");
            PoolText.ForEachChannelRun(writer, vector, Vectors, vectors =>
            {
                for (int v = 0; v < vectors; v++)
                {
                    string n = SourceWriter.Number(v);
                    string offset = $"channel + {SourceWriter.Number(v * vector.Lanes)}";
                    writer.Line($"{vector.Type} maximum{n} = {vector.Load("maximum", offset)};");
                    writer.Line($"{vector.Type} gradient{n} = {vector.Load("gradient", offset)};");
                    writer.Line($"{vector.Type} taken{n} = {vector.Zero};");
                }

                PoolText.ForEachTap(writer, [("tap", "x", "x"), ("sum", "dx", "dx")], () =>
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        string n = SourceWriter.Number(v);
                        string offset = SourceWriter.Number(v * vector.Lanes);
                        writer.Line($"{vector.Type} first{n} = {vector.Class}.AndNot({vector.Class}.Equals({vector.Load("tap", offset)}, maximum{n}), taken{n});");
                        writer.Line($"taken{n} |= first{n};");
                        writer.Line($"{vector.Store($"({vector.Load("sum", offset)} + (gradient{n} & first{n}))", "sum", offset)};");
                    }
                });
            });
        });
    }
}
