namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Max and average pooling of planar maps: a vector holds neighbouring outputs of one row. 2x2 windows side by side combine two
/// rows and then pairs of lanes, without gathering; other windows load one float in every stride for each pixel of the window. A maximum that the machine's
/// own instruction may have lost a NaN from (the sum of the pixels is NaN) is computed again in scalars.
/// </summary>
internal static class PlanarPoolEmitter
{
    private static readonly IReadOnlyList<string> WindowParameters = ["ref float source", "ref float result", "nint row", "nint column", "in PoolShape shape"];

    public static string EmitMaximum(KernelFile file) => Emit(
        file,
        "Max pooling of one planar sample: y = the maximum over each window's real pixels, NaN where one is.",
        new Combination(
            "float.NegativeInfinity",
            (vector, left, right) => vector.MaxNative(left, right),
            (whole, pixel) => $"if ({pixel} >= {whole} || float.IsNaN({pixel})) {whole} = {pixel};",
            "LaneMoves.MaxPairs",
            null));

    public static string EmitAverage(KernelFile file) => Emit(
        file,
        "Average pooling of one planar sample: y = the sum over each window's real pixels divided by shape.Divisor.",
        new Combination("0f", (_, left, right) => $"{left} + {right}", (whole, pixel) => $"{whole} += {pixel};", "LaneMoves.AddPairs", "shape.Divisor"));

    private static string Emit(KernelFile file, string summary, Combination combination)
    {
        string arguments = KernelMethods.Arguments(PoolText.Forward);
        return KernelMethods.Emit(file, summary, PoolText.Forward, (writer, vector) =>
        {
            string bits = SourceWriter.Number(vector.Bits);
            KernelMethods.WriteRun(writer, vector, PoolText.Forward, () =>
            {
                writer.Line($"if (shape.IsHalving) Halve{bits}({arguments});");
                writer.Line($"else Slide{bits}({arguments});");
            });
            KernelMethods.Write(
                writer, "2x2 windows side by side.", "private", $"Halve{bits}", PoolText.Forward, () => WriteHalve(writer, vector, combination));
            KernelMethods.Write(writer, "Any other windows.", "private", $"Slide{bits}", PoolText.Forward, () => WriteSlide(writer, vector, combination));
            if (vector == VectorText.V128)
                KernelMethods.Write(
                    writer, "One clamped window in scalars, for all widths: the edges, and rows too short for vectors.", "private", "Window", WindowParameters,
                    () => WriteWindow(writer, combination));
        });
    }

    private static void WriteHalve(SourceWriter writer, VectorText widest, Combination combination)
    {
        writer.Line("nint outputWidth = shape.OutputWidth;");
        using (writer.Block("for (nint plane = 0; plane < shape.Channels; plane++)"))
        using (writer.Block("for (nint row = 0; row < shape.OutputHeight; row++)"))
        {
            writer.Line("ref float upper = ref Unsafe.Add(ref x, plane * shape.Input.Plane + 2 * row * shape.Input.Row);");
            writer.Line("ref float lower = ref Unsafe.Add(ref upper, shape.Input.Row);");
            writer.Line("ref float result = ref Unsafe.Add(ref y, plane * shape.Output.Plane + row * shape.Output.Row);");
            PoolText.CoverColumns(writer, widest, "0", "outputWidth", vector =>
            {
                if (vector is null)
                {
                    if (combination.IsMaximum) writer.Line("Window(ref upper, ref result, row, column, in shape);");
                    else
                    {
                        foreach (string row in (string[])["upper", "lower"])
                            writer.Line($"float {row}Sum = Unsafe.Add(ref {row}, 2 * column) + Unsafe.Add(ref {row}, 2 * column + 1);");
                        writer.Line("Unsafe.Add(ref result, column) = (upperSum + lowerSum) * 0.25f;");
                    }

                    return;
                }

                foreach (string half in (string[])["Left", "Right"])
                {
                    string offset = half == "Left" ? "2 * column" : $"2 * column + {SourceWriter.Number(vector.Lanes)}";
                    writer.Line($"{vector.Type} upper{half} = {vector.Load("upper", offset)};");
                    writer.Line($"{vector.Type} lower{half} = {vector.Load("lower", offset)};");
                }

                string left = combination.Combine(vector, "upperLeft", "lowerLeft"), right = combination.Combine(vector, "upperRight", "lowerRight");
                writer.Line($"{vector.Type} whole = {combination.Pairs}({left}, {right});");
                writer.Line($"{vector.Store(combination.IsMaximum ? "whole" : $"(whole * {vector.Broadcast("0.25f")})", "result", "column")};");
                if (!combination.IsMaximum) return;
                writer.Line($"{vector.Type} sum = upperLeft + lowerLeft + (upperRight + lowerRight);");
                WriteExact(writer, vector, "upper");
            });
        }
    }

    private static void WriteSlide(SourceWriter writer, VectorText widest, Combination combination)
    {
        writer.Line("nint strideWidth = shape.StrideWidth;");
        writer.Line("nint kernelWidth = shape.KernelWidth;");
        writer.Line("nint first = shape.FirstInnerColumn;");
        writer.Line("nint last = shape.LastInnerColumn;");
        using (writer.Block("for (nint plane = 0; plane < shape.Channels; plane++)"))
        using (writer.Block("for (nint row = 0; row < shape.OutputHeight; row++)"))
        {
            writer.Line("nint top = shape.Top(row);");
            writer.Line("nint height = shape.Bottom(row) - top;");
            writer.Line("ref float source = ref Unsafe.Add(ref x, plane * shape.Input.Plane + top * shape.Input.Row);");
            writer.Line("ref float result = ref Unsafe.Add(ref y, plane * shape.Output.Plane + row * shape.Output.Row);");

            writer.Line("for (nint column = 0; column < first; column++) Window(ref source, ref result, row, column, in shape);");
            writer.Line("for (nint column = last; column < shape.OutputWidth; column++) Window(ref source, ref result, row, column, in shape);");
            // Windows inside the map differ in their divisor by row only.
            if (!combination.IsMaximum) writer.Line($"float factor = 1f / {combination.Divisor}(row, first);");
            PoolText.CoverColumns(writer, widest, "first", "last", vector =>
            {
                if (vector is null)
                {
                    writer.Line("Window(ref source, ref result, row, column, in shape);");
                    return;
                }

                writer.Line($"{vector.Type} whole = {vector.Broadcast(combination.Start)};");
                if (combination.IsMaximum) writer.Line($"{vector.Type} sum = {vector.Zero};");
                using (writer.Block("for (nint h = 0; h < height; h++)"))
                {
                    writer.Line("ref float tap = ref Unsafe.Add(ref source, h * shape.Input.Row + column * strideWidth - shape.PaddingLeft);");
                    using (writer.Block("for (nint w = 0; w < kernelWidth; w++)"))
                    {
                        writer.Line($"{vector.Type} value = {PoolText.LoadStrided(vector, "tap")};");
                        writer.Line($"whole = {combination.Combine(vector, "whole", "value")};");
                        if (combination.IsMaximum) writer.Line("sum += value;");
                        writer.Line("tap = ref Unsafe.Add(ref tap, 1);");
                    }
                }

                string value = combination.IsMaximum ? "whole" : $"(whole * {vector.Broadcast("factor")})";
                writer.Line($"{vector.Store(value, "result", "column")};");
                if (combination.IsMaximum) WriteExact(writer, vector, "source");
            });
        }
    }

    private static void WriteWindow(SourceWriter writer, Combination combination)
    {
        writer.Line("nint top = shape.Top(row);");
        writer.Line("nint height = shape.Bottom(row) - top;");
        writer.Line("nint left = shape.Left(column);");
        writer.Line("nint right = shape.Right(column);");
        writer.Line($"float whole = {combination.Start};");
        writer.Line("for (nint h = 0; h < height; h++)");
        using (writer.Indent())
        {
            writer.Line("for (nint w = left; w < right; w++)");
            using (writer.Block(""))
            {
                writer.Line("float pixel = Unsafe.Add(ref source, h * shape.Input.Row + w);");
                writer.Line(combination.Include("whole", "pixel"));
            }
        }

        writer.Line($"Unsafe.Add(ref result, column) = {(combination.IsMaximum ? "whole" : $"whole / {combination.Divisor}(row, column)")};");
    }

    /// <summary>Gives the NaN of a window back to the outputs that have just been stored, where the sum of their pixels is NaN.</summary>
    private static void WriteExact(SourceWriter writer, VectorText vector, string source)
    {
        using (writer.Block($"if (!{vector.Class}.EqualsAll(sum, sum))"))
        {
            writer.Line($"for (nint lane = 0; lane < {SourceWriter.Number(vector.Lanes)}; lane++)");
            using (writer.Indent()) writer.Line($"Window(ref {source}, ref result, row, column + lane, in shape);");
        }
    }

    /// <summary>
    /// How two pixels become one: the neutral start, the operation on vectors, the statement that includes a pixel in scalars,
    /// the operation on pairs of lanes, the divisor of a mean.
    /// </summary>
    private sealed record Combination(
        string Start, Func<VectorText, string, string, string> Combine, Func<string, string, string> Include, string Pairs, string? Divisor)
    {
        public bool IsMaximum => Divisor is null;
    }
}
