namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// The methods that every kernel class has: <c>Run</c>, which picks the widest body that the machine accelerates (a constant to the JIT),
/// and one body for each width, printed from one text. Bodies are internal so that tests reach all of them on any machine.
/// </summary>
internal static class KernelMethods
{
    /// <summary>Namespaces that the printed text relies on.</summary>
    public static IReadOnlyList<string> Usings { get; } = ["System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "Kiln.Kernels"];

    /// <summary>Prints Run and the bodies. <paramref name="summary"/> is the doc comment of Run, <paramref name="parameters"/> are declarations such as <c>ref float x</c>.</summary>
    public static void Write(SourceWriter writer, string summary, IReadOnlyList<string> parameters, Action<VectorText> body)
    {
        string arguments = string.Join(", ", parameters.Select(Argument));
        writer.Line($"/// <summary>{summary}</summary>");
        using (writer.Block($"public static void Run({string.Join(", ", parameters)})"))
        {
            string condition = "if";
            foreach (VectorText vector in VectorText.Widths)
            {
                bool last = vector.Bits == 128;
                writer.Line($"{(last ? "else" : $"{condition} ({vector.Class}.IsHardwareAccelerated)")} Run{vector.Bits}({arguments});");
                condition = "else if";
            }
        }

        foreach (VectorText vector in VectorText.Widths) WriteMethod(writer, "internal", $"Run{vector.Bits}", parameters, () => body(vector));
    }

    /// <summary>
    /// Prints one method. Optimised at once, for a plain method runs twenty times slower until it tiers up; not inlined, so that its
    /// registers are its own; unchecked, whatever the project says about overflow.
    /// </summary>
    public static void WriteMethod(SourceWriter writer, string access, string name, IReadOnlyList<string> parameters, Action body)
    {
        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        using (writer.Block($"{access} static void {name}({string.Join(", ", parameters)})"))
        using (writer.Block("unchecked"))
            body();
    }

    /// <summary><c>ref float x</c> is passed on as <c>ref x</c>, <c>nint count</c> as <c>count</c>.</summary>
    public static string Argument(string parameter)
    {
        string[] words = parameter.Split(' ');
        return words.Length == 3 ? $"{words[0]} {words[2]}" : words[1];
    }
}
