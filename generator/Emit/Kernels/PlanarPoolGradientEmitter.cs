namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Gradients of <see cref="PlanarPoolEmitter"/>. 2x2 windows side by side write every pixel of dx once, in vectors; other windows,
/// which may overlap, are added one by one to a dx that starts at zero.
/// </summary>
internal static class PlanarPoolGradientEmitter
{
    public static string EmitMaximum(KernelFile file) => Emit(
        file,
        "Gradient of max pooling of one planar sample: dx is written whole: the first pixel in window order that equals y gets dy, overlapping windows add. "
        + "Where y is NaN the first NaN gets dy.",
        PoolText.MaximumGradient,
        WriteMaximumPairs,
        WriteMaximumWindow);

    public static string EmitAverage(KernelFile file) => Emit(
        file,
        "Gradient of average pooling of one planar sample: dx is written whole: every real pixel of a window gets dy / shape.Divisor, overlapping windows add.",
        PoolText.AverageGradient,
        WriteAveragePairs,
        WriteAverageWindow);

    private static string Emit(
        KernelFile file, string summary, IReadOnlyList<string> parameters, Action<SourceWriter, VectorText?> pairs, Action<SourceWriter> window)
    {
        string arguments = KernelMethods.Arguments(parameters);
        bool maximum = parameters == PoolText.MaximumGradient;
        return KernelMethods.Emit(file, summary, parameters, (writer, vector) =>
        {
            string bits = SourceWriter.Number(vector.Bits);
            KernelMethods.WriteRun(writer, vector, parameters, () =>
            {
                writer.Line($"if (shape.IsHalving) Halve{bits}({arguments});");
                writer.Line($"else Scatter({arguments});");
            });
            KernelMethods.Write(writer, "2x2 windows side by side.", "private", $"Halve{bits}", parameters, () => WriteHalve(writer, vector, maximum, pairs));
            if (vector == VectorText.V128)
                KernelMethods.Write(
                    writer, "Any other windows, in scalars for all widths.", "private", "Scatter", parameters, () => WriteScatter(writer, maximum, window));
        });
    }

    private static void WriteHalve(SourceWriter writer, VectorText widest, bool maximum, Action<SourceWriter, VectorText?> pairs)
    {
        writer.Line("nint outputWidth = shape.OutputWidth;");
        using (writer.Block("for (nint plane = 0; plane < shape.Channels; plane++)"))
        {
            using (writer.Block("for (nint row = 0; row < shape.OutputHeight; row++)"))
            {
                if (maximum)
                {
                    writer.Line("ref float upper = ref Unsafe.Add(ref x, plane * shape.Input.Plane + 2 * row * shape.Input.Row);");
                    writer.Line("ref float lower = ref Unsafe.Add(ref upper, shape.Input.Row);");
                    writer.Line("ref float maximum = ref Unsafe.Add(ref y, plane * shape.Output.Plane + row * shape.Output.Row);");
                }

                writer.Line("ref float gradient = ref Unsafe.Add(ref dy, plane * shape.OutputGradient.Plane + row * shape.OutputGradient.Row);");
                writer.Line("ref float upperResult = ref Unsafe.Add(ref dx, plane * shape.InputGradient.Plane + 2 * row * shape.InputGradient.Row);");
                writer.Line("ref float lowerResult = ref Unsafe.Add(ref upperResult, shape.InputGradient.Row);");
                PoolText.CoverColumns(writer, widest, "0", "outputWidth", vector => pairs(writer, vector));
                using (writer.Block("for (nint w = 2 * outputWidth; w < shape.InputWidth; w++)"))
                {
                    writer.Line("Unsafe.Add(ref upperResult, w) = 0f;");
                    writer.Line("Unsafe.Add(ref lowerResult, w) = 0f;");
                }
            }

            WriteClearRows(writer, "2 * shape.OutputHeight");
        }
    }

    private static void WriteMaximumPairs(SourceWriter writer, VectorText? vector)
    {
        if (vector is null)
        {
            writer.Line("float largest = Unsafe.Add(ref maximum, column);");
            writer.Line("float share = Unsafe.Add(ref gradient, column);");
            string[] pixels = ["upper, 2 * column", "upper, 2 * column + 1", "lower, 2 * column", "lower, 2 * column + 1"];
            for (int i = 0; i < pixels.Length; i++)
            {
                string n = SourceWriter.Number(i);
                writer.Line($"bool first{n} = {(i == 0 ? "" : "!taken && ")}Unsafe.Add(ref {pixels[i]}).Equals(largest);");
                writer.Line($"Unsafe.Add(ref {pixels[i].Replace(",", "Result,")}) = first{n} ? share : 0f;");
                if (i == 0) writer.Line("bool taken = first0;");
                else if (i < pixels.Length - 1) writer.Line($"taken |= first{n};");
            }

            return;
        }

        // Each output stands in both lanes of its pair: a lane wins where it equals the maximum and none before it in the window did.
        writer.Line($"{vector.Type} largest = {vector.Load("maximum", "column")};");
        writer.Line($"{vector.Type} share = {vector.Load("gradient", "column")};");
        // Nothing equals NaN, so that NaN is compared otherwise where there is one.
        writer.Line($"bool areNumbers = {vector.Class}.EqualsAll(largest, largest);");
        foreach (string half in (string[])["Lower", "Upper"])
        {
            string offset = half == "Lower" ? "2 * column" : $"2 * column + {SourceWriter.Number(vector.Lanes)}";
            writer.Line($"{vector.Type} largest{half} = LaneMoves.Twice{half}(largest);");
            writer.Line($"{vector.Type} share{half} = LaneMoves.Twice{half}(share);");
            writer.Line($"{vector.Type} upper{half} = {vector.Load("upper", offset)};");
            writer.Line($"{vector.Type} lower{half} = {vector.Load("lower", offset)};");
            writer.Line($"{vector.Type} above{half} = {vector.Class}.Equals(upper{half}, largest{half});");
            writer.Line($"{vector.Type} below{half} = {vector.Class}.Equals(lower{half}, largest{half});");
            using (writer.Block("if (!areNumbers)"))
            {
                writer.Line($"{vector.Type} number{half} = {vector.Class}.Equals(largest{half}, largest{half});");
                writer.Line($"above{half} |= ~({vector.Class}.Equals(upper{half}, upper{half}) | number{half});");
                writer.Line($"below{half} |= ~({vector.Class}.Equals(lower{half}, lower{half}) | number{half});");
            }

            writer.Line($"{vector.Type} taken{half} = above{half} | LaneMoves.SwapPairs(above{half});");
            string odd = $"LaneMoves.OddLanes{SourceWriter.Number(vector.Bits)}";
            writer.Line($"above{half} = {vector.Class}.AndNot(above{half}, LaneMoves.TwiceEven(above{half}) & {odd});");
            writer.Line($"below{half} = {vector.Class}.AndNot(below{half}, taken{half} | (LaneMoves.TwiceEven(below{half}) & {odd}));");
            writer.Line($"{vector.Store($"(share{half} & above{half})", "upperResult", offset)};");
            writer.Line($"{vector.Store($"(share{half} & below{half})", "lowerResult", offset)};");
        }
    }

    private static void WriteAveragePairs(SourceWriter writer, VectorText? vector)
    {
        if (vector is null)
        {
            writer.Line("float share = Unsafe.Add(ref gradient, column) * 0.25f;");
            foreach (string pixel in (string[])[
                "upperResult, 2 * column",
                "upperResult, 2 * column + 1",
                "lowerResult, 2 * column",
                "lowerResult, 2 * column + 1",
            ])
                writer.Line($"Unsafe.Add(ref {pixel}) = share;");
            return;
        }

        writer.Line($"{vector.Type} share = {vector.Load("gradient", "column")} * {vector.Broadcast("0.25f")};");
        foreach (string half in (string[])["Lower", "Upper"])
        {
            string offset = half == "Lower" ? "2 * column" : $"2 * column + {SourceWriter.Number(vector.Lanes)}";
            writer.Line($"{vector.Type} share{half} = LaneMoves.Twice{half}(share);");
            writer.Line($"{vector.Store($"share{half}", "upperResult", offset)};");
            writer.Line($"{vector.Store($"share{half}", "lowerResult", offset)};");
        }
    }

    private static void WriteScatter(SourceWriter writer, bool maximum, Action<SourceWriter> window)
    {
        using (writer.Block("for (nint plane = 0; plane < shape.Channels; plane++)"))
        {
            WriteClearRows(writer, "0");
            PoolText.ForEachWindow(writer, () =>
            {
                if (maximum)
                {
                    writer.Line("ref float source = ref Unsafe.Add(ref x, plane * shape.Input.Plane + top * shape.Input.Row + left);");
                    writer.Line("float largest = Unsafe.Add(ref y, plane * shape.Output.Plane + row * shape.Output.Row + column);");
                }

                writer.Line("float gradient = Unsafe.Add(ref dy, plane * shape.OutputGradient.Plane + row * shape.OutputGradient.Row + column);");
                writer.Line("ref float result = ref Unsafe.Add(ref dx, plane * shape.InputGradient.Plane + top * shape.InputGradient.Row + left);");
                window(writer);
            });
        }
    }

    private static void WriteMaximumWindow(SourceWriter writer)
    {
        writer.Line("nint pixels = height * width;");
        using (writer.Block("for (nint pixel = 0, h = 0, w = 0; pixel < pixels; pixel++)"))
        {
            using (writer.Block("if (Unsafe.Add(ref source, h * shape.Input.Row + w).Equals(largest))"))
            {
                writer.Line("Unsafe.Add(ref result, h * shape.InputGradient.Row + w) += gradient;");
                writer.Line("break;");
            }

            using (writer.Block("if (++w == width)"))
            {
                writer.Line("w = 0;");
                writer.Line("h++;");
            }
        }
    }

    private static void WriteAverageWindow(SourceWriter writer)
    {
        writer.Line("float share = gradient / shape.Divisor(row, column);");
        writer.Line("for (nint h = 0; h < height; h++)");
        using (writer.Indent())
        {
            writer.Line("for (nint w = 0; w < width; w++)");
            using (writer.Indent()) writer.Line("Unsafe.Add(ref result, h * shape.InputGradient.Row + w) += share;");
        }
    }

    private static void WriteClearRows(SourceWriter writer, string first)
    {
        writer.Line($"for (nint h = {first}; h < shape.InputHeight; h++)");
        const string Row = "ref Unsafe.Add(ref dx, plane * shape.InputGradient.Plane + h * shape.InputGradient.Row)";
        using (writer.Indent()) writer.Line($"MemoryMarshal.CreateSpan({Row}, (int)shape.InputWidth).Clear();");
    }
}
