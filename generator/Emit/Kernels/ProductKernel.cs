namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// What kernels of products have in common: the names of their source, weights and result, an optional bias, and an epilogue that runs on the results in
/// registers. Callers leave out bias and epilogue where there is none.
/// </summary>
internal sealed record ProductKernel(string Source, string Weights, string Result, string Shape)
{
    private const string Bias = ", ref float bias", NoBias = ", ref Unsafe.NullRef<float>()";

    /// <summary>The parameters of the bodies: of what a caller leaves out the bias is a null reference.</summary>
    public string Parameters => $"ref float {Source}, ref float {Weights}{Bias}, ref float {Result}";

    /// <summary>The same passed on.</summary>
    public string Arguments => $"ref {Source}, ref {Weights}, ref bias, ref {Result}";

    /// <summary>Writes the file; <paramref name="body"/> writes what one vector width needs, Run512, Run256 or Run128 first.</summary>
    public string Write(KernelFile file, string summary, Action<SourceWriter, VectorText> body) => file.Write(summary, writer =>
    {
        KernelFile.WriteRun(
            writer, $"Run{KernelFile.TypeParameter}({Parameters}, TEpilogue epilogue, in {Shape} shape){KernelFile.Constraint}",
            $"{Arguments}, ref epilogue, in shape");
        WriteShort(writer, Bias, epilogue: false);
        WriteShort(writer, "", epilogue: true);
        WriteShort(writer, "", epilogue: false);
        foreach (VectorText vector in VectorText.Widths) body(writer, vector);
    });

    /// <summary>The signature of the body for vectors of one width.</summary>
    public string RunSignature(VectorText vector, string shape = "shape") =>
        $"internal static void {vector.Run}{KernelFile.TypeParameter}("
        + $"{Parameters}, ref TEpilogue epilogue, in {Shape} {shape}){KernelFile.Constraint}";

    private void WriteShort(SourceWriter writer, string bias, bool epilogue)
    {
        string missing = bias.Length > 0 ? "without epilogue" : epilogue ? "without bias" : "with neither bias nor epilogue";
        writer.Line($"\n/// <summary>The same {missing}.</summary>");
        (string type, string parameter, string constraint) =
            epilogue ? (KernelFile.TypeParameter, ", TEpilogue epilogue", KernelFile.Constraint) : ("", "", "");
        string parameters = $"ref float {Source}, ref float {Weights}{bias}, ref float {Result}{parameter}, in {Shape} shape";
        using SourceWriter.Scope body = writer.Open($"public static void Run{type}({parameters}){constraint} =>");
        string passed = bias.Length > 0 ? ", ref bias" : NoBias;
        writer.Line($"Run(ref {Source}, ref {Weights}{passed}, ref {Result}, {(epilogue ? "epilogue" : "new NoEpilogue()")}, in shape);");
    }
}
