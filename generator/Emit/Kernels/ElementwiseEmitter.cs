namespace Kiln.Generator.Emit.Kernels;

/// <summary>A chain of element-wise steps over one tensor, pads included: one load and one store for each element, whatever the length of the chain.</summary>
internal static class ElementwiseEmitter
{
    /// <summary>Parameters of Run: x, y, then step by step the operands and the scalars (as in an epilogue), the count.</summary>
    public static IReadOnlyList<string> Parameters(KernelKey key)
    {
        List<string> parameters = ["ref float x", "ref float y"];
        int operand = 0, scalar = 0;
        foreach (ElementwiseText step in key.Epilogue)
        {
            for (int i = 0; i < step.Operands; i++) parameters.Add($"ref float operand{SourceWriter.Number(operand++)}");
            for (int i = 0; i < step.Scalars; i++) parameters.Add($"float scalar{SourceWriter.Number(scalar++)}");
        }

        parameters.Add("nint count");
        return parameters;
    }

    public static string Emit(KernelFile file) => KernelMethods.Emit(
        file,
        $"y[i] = f(x[i], operands[i]), f = {string.Join(", then ", file.Key.Epilogue.Select(step => step.Name))}, "
        + "for a count that is a multiple of 16; y may be x or an operand.",
        Parameters(file.Key),
        (writer, vector) => KernelMethods.WriteRun(writer, vector, Parameters(file.Key), () => WriteBody(writer, file.Key, vector)));

    private static void WriteBody(SourceWriter writer, KernelKey key, VectorText vector)
    {
        int scalars = key.Epilogue.Sum(step => step.Scalars);
        for (int i = 0; i < scalars; i++)
            writer.Line($"{vector.Type} s{SourceWriter.Number(i)} = {vector.Broadcast("scalar" + SourceWriter.Number(i))};");

        // 16 floats in one turn; two vectors at 512 bits too, so that two chains of dependent operations overlap.
        int unroll = Math.Max(16 / vector.Lanes, 2);
        int floats = unroll * vector.Lanes;
        writer.Line("nint i = 0;");
        using (writer.Block($"for (; i <= count - {SourceWriter.Number(floats)}; i += {SourceWriter.Number(floats)})"))
            WriteChain(writer, key, vector, unroll);
        if (floats <= 16) return;
        using (writer.Block($"for (; i < count; i += {SourceWriter.Number(vector.Lanes)})"))
            WriteChain(writer, key, vector, 1);
    }

    private static void WriteChain(SourceWriter writer, KernelKey key, VectorText vector, int unroll)
    {
        string[] values = new string[unroll];
        for (int u = 0; u < unroll; u++)
        {
            values[u] = $"v{SourceWriter.Number(u)}";
            writer.Line($"{vector.Type} {values[u]} = {vector.Load("x", Offset(vector, u))};");
        }

        int operand = 0;
        int scalar = 0;
        int stepNumber = 0;
        foreach (ElementwiseText step in key.Epilogue)
        {
            stepNumber++;
            List<string> scalars = [.. Enumerable.Range(scalar, step.Scalars).Select(i => $"s{SourceWriter.Number(i)}")];
            for (int u = 0; u < unroll; u++)
            {
                List<string> operands = [];
                for (int i = 0; i < step.Operands; i++)
                {
                    string name = $"o{SourceWriter.Number(operand + i)}_{SourceWriter.Number(u)}";
                    writer.Line($"{vector.Type} {name} = {vector.Load($"operand{SourceWriter.Number(operand + i)}", Offset(vector, u))};");
                    operands.Add(name);
                }

                // A name for every step: a formula may print its argument more than once.
                string next = $"v{SourceWriter.Number(u)}_{SourceWriter.Number(stepNumber)}";
                writer.Line($"{vector.Type} {next} = {step.Write(vector, values[u], operands, scalars)};");
                values[u] = next;
            }

            operand += step.Operands;
            scalar += step.Scalars;
        }

        for (int u = 0; u < unroll; u++) writer.Line($"{vector.Store(values[u], "y", Offset(vector, u))};");
    }

    private static string Offset(VectorText vector, int u) => u == 0 ? "i" : $"i + {SourceWriter.Number(u * vector.Lanes)}";
}
