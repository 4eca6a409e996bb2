namespace Kiln.Generator.Emit.Kernels;

/// <summary>Gradient of <see cref="MaxPoolEmitter"/>.</summary>
internal static class MaxPoolGradientEmitter
{
    private const int Vectors = 2;

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        "Gradient of max pooling of one channels-last sample: dx is written whole: "
        + "the first pixel in window order that equals y gets dy, overlapping windows add. Where y is NaN the first NaN gets dy.",
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

                // Nothing equals NaN, so that windows with one are compared otherwise.
                string Equal(string left, string right) => $"{vector.Class}.Equals({left}, {right})";
                IEnumerable<string> maxima = Enumerable.Range(0, vectors).Select(v => "maximum" + SourceWriter.Number(v));
                using (writer.Block($"if ({string.Join(" && ", maxima.Select(maximum => $"{vector.Class}.EqualsAll({maximum}, {maximum})"))})"))
                    WriteTaps(writer, vector, vectors, Equal);
                using (writer.Block("else"))
                    WriteTaps(writer, vector, vectors, (pixel, maximum) => $"({Equal(pixel, maximum)} | ~({Equal(pixel, pixel)} | {Equal(maximum, maximum)}))");
            });
        });
    }

    private static void WriteTaps(SourceWriter writer, VectorText vector, int vectors, Func<string, string, string> isMaximum) =>
        PoolText.ForEachTap(writer, [("tap", "x", "x"), ("sum", "dx", "dx")], () =>
        {
            for (int v = 0; v < vectors; v++)
            {
                string n = SourceWriter.Number(v);
                string offset = SourceWriter.Number(v * vector.Lanes);
                writer.Line($"{vector.Type} pixel{n} = {vector.Load("tap", offset)};");
                writer.Line($"{vector.Type} first{n} = {vector.Class}.AndNot({isMaximum($"pixel{n}", $"maximum{n}")}, taken{n});");
                writer.Line($"taken{n} |= first{n};");
                writer.Line($"{vector.Store($"({vector.Load("sum", offset)} + (gradient{n} & first{n}))", "sum", offset)};");
            }
        });
}
