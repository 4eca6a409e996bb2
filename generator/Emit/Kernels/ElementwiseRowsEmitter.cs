namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// A chain of element-wise steps over rows, each tensor with a distance from row to row of its own (0: the same row again). A tensor of the key's
/// <see cref="KernelKey.Numbers"/> gives one number to a whole row. Rows end where they end: nothing behind the last column is read or written.
/// </summary>
internal static class ElementwiseRowsEmitter
{
    /// <summary>Parameters of Run: x, y, then step by step the operands and the scalars, each tensor with its distance of rows; the counts.</summary>
    public static IReadOnlyList<string> Parameters(KernelKey key)
    {
        List<string> parameters = ["ref float x", "nint xRow", "ref float y", "nint yRow"];
        int operand = 0, scalar = 0;
        foreach (ElementwiseText step in key.Epilogue)
        {
            for (int i = 0; i < step.Operands; i++, operand++)
                parameters.AddRange([$"ref float operand{SourceWriter.Number(operand)}", $"nint operand{SourceWriter.Number(operand)}Row"]);
            for (int i = 0; i < step.Scalars; i++) parameters.Add($"float scalar{SourceWriter.Number(scalar++)}");
        }

        return [.. parameters, "nint rows", "nint columns"];
    }

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        $"y[r][i] = f(x[r][i], operands[r][i]), f = {NameOf(file.Key.Epilogue)}; y may be x or an operand of its size.",
        Parameters(file.Key),
        (writer, vector) => KernelMethods.WriteRun(writer, vector, Parameters(file.Key), () => WriteBody(writer, file.Key, vector)));

    private static string NameOf(EquatableArray<ElementwiseText> steps) =>
        steps.Count == 0 ? "x" : string.Join(", then ", steps.Select(step => step.Name));

    private static void WriteBody(SourceWriter writer, KernelKey key, VectorText vector)
    {
        int operands = key.Epilogue.Sum(step => step.Operands);
        for (int i = 0; i < key.Epilogue.Sum(step => step.Scalars); i++)
            writer.Line($"{vector.Type} s{SourceWriter.Number(i)} = {vector.Broadcast("scalar" + SourceWriter.Number(i))};");
        using SourceWriter.Scope rows = writer.Block("for (nint r = 0; r < rows; r++)");
        writer.Line("ref float yRowStart = ref Unsafe.Add(ref y, r * yRow);");
        WriteRow(writer, key, vector, 0, "x");
        for (int i = 0; i < operands; i++) WriteRow(writer, key, vector, i + 1, $"operand{SourceWriter.Number(i)}");

        writer.Line("nint i = 0;");
        string lanes = SourceWriter.Number(vector.Lanes);
        using (writer.Block($"for (; i <= columns - {SourceWriter.Number(2 * vector.Lanes)}; i += {SourceWriter.Number(2 * vector.Lanes)})"))
            for (int u = 0; u < 2; u++) WriteChain(writer, key, vector, u, u == 0 ? "i" : $"i + {lanes}", partial: false);
        using (writer.Block($"for (; i <= columns - {lanes}; i += {lanes})")) WriteChain(writer, key, vector, 0, "i", partial: false);
        using (writer.Block("if (i < columns)")) WriteChain(writer, key, vector, 0, "i", partial: true);
    }

    /// <summary>The row of a tensor: its first element, or its number in all lanes.</summary>
    private static void WriteRow(SourceWriter writer, KernelKey key, VectorText vector, int tensor, string name)
    {
        string at = $"Unsafe.Add(ref {name}, r * {name}Row)";
        writer.Line(key.IsNumber(tensor) ? $"{vector.Type} {name}Number = {vector.Broadcast(at)};" : $"ref float {name}RowStart = ref {at};");
    }

    private static void WriteChain(SourceWriter writer, KernelKey key, VectorText vector, int u, string offset, bool partial)
    {
        string number = SourceWriter.Number(u);
        string Read(int tensor, string name) =>
            key.IsNumber(tensor) ? name + "Number"
            : partial ? $"VectorLanes.LoadStrided{vector.Bits}(ref Unsafe.Add(ref {name}RowStart, {offset}), 1, 0, columns - i)"
            : vector.Load(name + "RowStart", offset);
        string value = "v" + number;
        writer.Line($"{vector.Type} {value} = {Read(0, "x")};");
        int operand = 0, scalar = 0, stepNumber = 0;
        foreach (ElementwiseText step in key.Epilogue)
        {
            List<string> operands = [], scalars = [];
            for (int i = 0; i < step.Operands; i++, operand++)
            {
                string name = $"o{SourceWriter.Number(operand)}_{number}";
                writer.Line($"{vector.Type} {name} = {Read(operand + 1, $"operand{SourceWriter.Number(operand)}")};");
                operands.Add(name);
            }

            for (int i = 0; i < step.Scalars; i++) scalars.Add($"s{SourceWriter.Number(scalar++)}");
            string next = $"v{number}_{SourceWriter.Number(++stepNumber)}";
            writer.Line($"{vector.Type} {next} = {step.Write(vector, value, operands, scalars)};");
            value = next;
        }

        writer.Line(
            partial
                ? $"VectorLanes.StoreStrided({value}, ref Unsafe.Add(ref yRowStart, {offset}), 1, 0, columns - i);"
                : $"{vector.Store(value, "yRowStart", offset)};");
    }
}
