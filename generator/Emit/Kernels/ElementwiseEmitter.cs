namespace Kiln.Generator.Emit.Kernels;

/// <summary>Element-wise steps over one tensor, pads included: one store for each element, whatever the number of steps.</summary>
internal static class ElementwiseEmitter
{
    public static string Emit(KernelFile file) => KernelMethods.EmitWithSteps(
        file, "y[i] = steps at i, for a count that is a multiple of 16; y may be a tensor that the steps read.",
        ["ref float y", "TEpilogue steps", "nint count"], WriteBody);

    private static void WriteBody(SourceWriter writer, VectorText vector)
    {
        // 16 floats in one turn; two vectors at 512 bits too, so that two chains of dependent operations overlap.
        int unroll = Math.Max(16 / vector.Lanes, 2);
        int floats = unroll * vector.Lanes;
        writer.Line("nint i = 0;");
        using (writer.Block($"for (; i <= count - {SourceWriter.Number(floats)}; i += {SourceWriter.Number(floats)})")) WriteTurn(writer, vector, unroll);
        if (floats <= 16) return;
        using (writer.Block($"for (; i < count; i += {SourceWriter.Number(vector.Lanes)})")) WriteTurn(writer, vector, 1);
    }

    private static void WriteTurn(SourceWriter writer, VectorText vector, int unroll)
    {
        for (int u = 0; u < unroll; u++) writer.Line($"{vector.Type} y{SourceWriter.Number(u)} = steps.Apply({vector.Zero}, {Offset(vector, u)}, 0);");
        for (int u = 0; u < unroll; u++) writer.Line($"{vector.Store($"y{SourceWriter.Number(u)}", "y", Offset(vector, u))};");
    }

    private static string Offset(VectorText vector, int u) => u == 0 ? "i" : $"i + {SourceWriter.Number(u * vector.Lanes)}";
}
