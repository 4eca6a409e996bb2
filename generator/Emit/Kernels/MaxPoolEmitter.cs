namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Largest pixel of each window, channels-last: a vector holds channels of one pixel. The machine's own maximum forgets a NaN
/// before the last pixel, and one that does not is several instructions; so the pixels are added up as well, which a NaN survives,
/// and only a window whose sum is NaN is gone through again.
/// </summary>
internal static class MaxPoolEmitter
{
    // Enough independent maxima to hide the latency of one.
    private const int Vectors = 4;

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        "Max pooling of one channels-last sample: y = the maximum over each window's real pixels, NaN where one is.",
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
                string[] numbers = [.. Enumerable.Range(0, vectors).Select(v => SourceWriter.Number(v))];
                string[] offsets = [.. Enumerable.Range(0, vectors).Select(v => SourceWriter.Number(v * vector.Lanes))];
                foreach (string n in numbers)
                {
                    writer.Line($"{vector.Type} max{n} = {vector.Broadcast("float.NegativeInfinity")};");
                    writer.Line($"{vector.Type} sum{n} = {vector.Zero};");
                }

                PoolText.ForEachTap(writer, [("tap", "x", "x")], () =>
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        writer.Line($"{vector.Type} pixel{numbers[v]} = {vector.Load("tap", offsets[v])};");
                        writer.Line($"max{numbers[v]} = {vector.MaxNative($"max{numbers[v]}", $"pixel{numbers[v]}")};");
                        writer.Line($"sum{numbers[v]} += pixel{numbers[v]};");
                    }
                });
                writer.Line($"{vector.Type} all = {string.Join(" + ", numbers.Select(n => "sum" + n))};");
                using (writer.Block($"if (!{vector.Class}.EqualsAll(all, all))"))
                    PoolText.ForEachTap(writer, [("tap", "x", "x")], () =>
                    {
                        for (int v = 0; v < vectors; v++)
                            writer.Line($"max{numbers[v]} = {vector.Maximum($"max{numbers[v]}", vector.Load("tap", offsets[v]))};");
                    });
                for (int v = 0; v < vectors; v++) writer.Line($"{vector.Store($"max{numbers[v]}", "result", $"channel + {offsets[v]}")};");
            });
        });
    }
}
