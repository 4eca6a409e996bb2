namespace Kiln.Generator.Emit.Kernels;

/// <summary>Element-wise steps over one tensor: one store for each element, whatever the number of steps.</summary>
internal static class ElementwiseEmitter
{
    /// <summary>Over a whole tensor, pads included.</summary>
    public static string Emit(KernelFile file) => Emit(
        file, "y[i] = steps at i, for a count that is a multiple of 16; y may be a tensor that the steps read.",
        "ref float y, TEpilogue steps, nint count", WriteBody);

    /// <summary>
    /// Over rows, each tensor with a distance from row to row of its own (0: the same row again). Nothing after the last column of a row is read or written.
    /// </summary>
    public static string EmitRows(KernelFile file) => Emit(
        file, "y[r][i] = steps at row r and column i; y may be a tensor of its size that the steps read.",
        "ref float y, nint rowStride, TEpilogue steps, nint rows, nint columns", WriteRows);

    private static string Emit(KernelFile file, string summary, string parameters, Action<SourceWriter, VectorText> writeBody) =>
        file.Write(
            summary, parameters, type: KernelFile.TypeParameter, constraint: KernelFile.Constraint, body: (writer, vector) =>
            {
                string signature = $"internal static void {vector.Run}{KernelFile.TypeParameter}({parameters}){KernelFile.Constraint}";
                using SourceWriter.Scope method = KernelFile.Method(writer, signature, vector.RunComment, KernelFile.Optimized);
                writeBody(writer, vector);
            });

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        // 16 floats in one turn; two vectors at 512 bits too, so that two chains of dependent operations overlap.
        int unroll = Math.Max(16 / vector.Lanes, 2), floats = unroll * vector.Lanes;
        writer.Line("nint i = 0;");
        using (writer.Block($"for (; i <= count - {floats}; i += {floats})")) WriteTurn(writer, vector, unroll);
        if (floats <= 16) return;
        using (writer.Block($"for (; i < count; i += {vector.Lanes})")) WriteTurn(writer, vector, 1);
    }

    private static void WriteTurn(SourceWriter writer, VectorText vector, int unroll)
    {
        for (int u = 0; u < unroll; u++) writer.Line($"{vector.Type} y{u} = steps.Apply({vector.Zero}, {vector.At("i", u)}, 0);");
        for (int u = 0; u < unroll; u++) writer.Line($"{vector.Store($"y{u}", "y", vector.At("i", u))};");
    }

    private static void WriteRows(SourceWriter writer, VectorText vector)
    {
        string Store(string at) => vector.Store($"steps.Apply({vector.Zero}, {at}, 0)", "row", at);
        string lanes = $"steps.ApplyToLanes({vector.Zero}, i, 1, 0, columns - i)";
        writer.Code($$"""
            for (nint r = 0; r < rows; r++)
            {
                if (r > 0) steps.NextRow();
                ref float row = ref Unsafe.Add(ref y, r * rowStride);
                nint i = 0;
                for (; i <= columns - {{2 * vector.Lanes}}; i += {{2 * vector.Lanes}})
                {
                    {{Store("i")}};
                    {{Store(vector.At("i", 1))}};
                }
                for (; i <= columns - {{vector.Lanes}}; i += {{vector.Lanes}})
                {
                    {{Store("i")}};
                }
                if (i < columns) VectorLanes.StoreStrided({{lanes}}, ref Unsafe.Add(ref row, i), 1, 0, columns - i);
            }
            """);
    }
}
