namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Element-wise steps over rows, each tensor with a distance from row to row of its own (0: the same row again). Nothing after the last column of
/// a row is read or written.
/// </summary>
internal static class ElementwiseRowsEmitter
{
    public static string Emit(KernelFile file) => KernelMethods.EmitWithSteps(
        file, "y[r][i] = steps at row r and column i; y may be a tensor of its size that the steps read.",
        ["ref float y", "nint rowStride", "TEpilogue steps", "nint rows", "nint columns"], WriteBody);

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        using SourceWriter.Scope rows = writer.Block("for (nint r = 0; r < rows; r++)");
        writer.Line("if (r > 0) steps.NextRow();");
        writer.Line("ref float row = ref Unsafe.Add(ref y, r * rowStride);");
        writer.Line("nint i = 0;");
        string lanes = SourceWriter.Number(vector.Lanes), twice = SourceWriter.Number(2 * vector.Lanes);
        using (writer.Block($"for (; i <= columns - {twice}; i += {twice})"))
        {
            writer.Line(vector.Store($"steps.Apply({vector.Zero}, i, 0)", "row", "i") + ";");
            writer.Line(vector.Store($"steps.Apply({vector.Zero}, i + {lanes}, 0)", "row", $"i + {lanes}") + ";");
        }

        using (writer.Block($"for (; i <= columns - {lanes}; i += {lanes})"))
            writer.Line(vector.Store($"steps.Apply({vector.Zero}, i, 0)", "row", "i") + ";");
        writer.Line(
            "if (i < columns) VectorLanes.StoreStrided("
            + $"steps.ApplyToLanes({vector.Zero}, i, 1, 0, columns - i), ref Unsafe.Add(ref row, i), 1, 0, columns - i);");
    }
}
