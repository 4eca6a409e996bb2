namespace Kiln.Generator.Emit.Kernels;

/// <summary>Kernels whose methods all take Run's parameters: written from a list of declarations such as <c>ref float x</c>.</summary>
internal static class KernelMethods
{
    /// <summary>The kernel's file; <paramref name="body"/> writes what one width needs.</summary>
    public static string Emit(KernelFile file, string summary, IReadOnlyList<string> parameters, Action<SourceWriter, VectorText> body) =>
        file.Write(summary, string.Join(", ", parameters), Arguments(parameters), body);

    /// <summary>The file of a kernel that element-wise steps are handed to; <paramref name="body"/> writes the body for one width.</summary>
    public static string EmitWithSteps(KernelFile file, string summary, IReadOnlyList<string> parameters, Action<SourceWriter, VectorText> body)
    {
        string signature = $"{KernelFile.TypeParameter}({string.Join(", ", parameters)}){KernelFile.Constraint}";
        return file.Write(summary, writer =>
        {
            KernelFile.WriteRun(writer, "Run" + signature, Arguments(parameters));
            foreach (VectorText vector in VectorText.Widths)
            {
                string bits = SourceWriter.Number(vector.Bits);
                KernelFile.Method(
                    writer, $"The body for vectors of {bits} bits.", KernelFile.Optimized, $"internal static void Run{bits}{signature}",
                    () => body(writer, vector));
            }
        });
    }

    /// <summary>Writes the body that Run picks on machines of this width; internal so that tests reach it on every machine.</summary>
    public static void WriteRun(SourceWriter writer, VectorText vector, IReadOnlyList<string> parameters, Action body) =>
        Write(
            writer, $"The body for vectors of {SourceWriter.Number(vector.Bits)} bits.", "internal", $"Run{SourceWriter.Number(vector.Bits)}", parameters,
            body);

    /// <summary>Writes one optimised method.</summary>
    public static void Write(SourceWriter writer, string comment, string access, string name, IReadOnlyList<string> parameters, Action body) =>
        KernelFile.Method(writer, comment, KernelFile.Optimized, $"{access} static void {name}({string.Join(", ", parameters)})", body);

    /// <summary><c>ref float x</c> is passed on as <c>ref x</c>, <c>nint count</c> as <c>count</c>.</summary>
    public static string Arguments(IReadOnlyList<string> parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        string[] words = parameter.Split(' ');
        return words.Length == 3 ? $"{words[0]} {words[2]}" : words[1];
    }));
}
