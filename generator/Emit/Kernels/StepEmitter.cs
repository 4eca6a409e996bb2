using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Writes an element-wise step as a struct that kernels take as a type argument: it holds its operands and hyper-parameters, and computes its formula on
/// vectors of every width.
/// </summary>
internal static class StepEmitter
{
    /// <summary>The file of one step; <paramref name="accessibility"/> as in <see cref="KernelEmitter"/>.</summary>
    public static string Emit(StepKey key, string @namespace, string accessibility)
    {
        SourceWriter writer = new();
        KernelFile.WriteHeader(writer, @namespace);
        string operands = key.ReadsChannels ? " Its operand has one number for each channel."
            : key.Numbers == 0 ? "" : " An operand that is a number gives it to a whole row.";
        writer.Line($"/// <summary>The element-wise step {key.Step.Name}.{operands}</summary>");
        if (accessibility == "public") writer.Line("[EditorBrowsable(EditorBrowsableState.Never)]");
        string kind = key.Step.Operands > 0 ? "ref struct" : "readonly struct";
        using (writer.Block($"{accessibility} {kind} {key.Name} : IEpilogue"))
        {
            WriteFields(writer, key);
            writer.Line($"static bool IEpilogue.ReadsOperands => {(key.Step.Operands > 0 ? "true" : "false")};");
            writer.Line();
            writer.Line("/// <summary>This step, then another.</summary>");
            writer.Line(KernelFile.Inlined);
            writer.Line($"public {(key.Step.Operands > 0 ? "readonly " : "")}Chain<{key.Name}, TNext> Then<TNext>(TNext next)");
            writer.Line("    where TNext : struct, IEpilogue, allows ref struct => new(this, next);");
            writer.Line();
            using (writer.Block("void IEpilogue.NextRow()"))
                foreach (string operand in Operands(key)) writer.Line($"{operand} = ref Unsafe.Add(ref {operand}, {operand}Row);");
            foreach (VectorText vector in VectorText.Widths)
            {
                WriteApply(writer, key, vector, "Apply", "nint at, nint channel", operand => vector.Load(operand, key.ReadsChannels ? "channel" : "at"));
                const string Lanes = "nint at, nint stride, nint first, nint last";
                if (key.ReadsChannels) WriteNoLanes(writer, vector, Lanes);
                else WriteApply(writer, key, vector, "ApplyToLanes", Lanes,
                    operand => $"VectorLanes.LoadStrided{SourceWriter.Number(vector.Bits)}(ref Unsafe.Add(ref {operand}, at), stride, first, last)");
            }
        }

        return writer.ToString();
    }

    private static IEnumerable<string> Operands(StepKey key) => Enumerable.Range(0, key.Step.Operands).Select(i => $"operand{SourceWriter.Number(i)}");
    private static IEnumerable<string> Scalars(StepKey key) => Enumerable.Range(0, key.Step.Scalars).Select(i => $"scalar{SourceWriter.Number(i)}");

    private static void WriteFields(SourceWriter writer, StepKey key)
    {
        string[] operands = [.. Operands(key)], scalars = [.. Scalars(key)];
        if (operands.Length + scalars.Length == 0) return;
        foreach (string operand in operands)
        {
            writer.Line($"private ref float {operand};");
            writer.Line($"private readonly nint {operand}Row;");
        }

        foreach (string scalar in scalars) writer.Line($"private readonly float {scalar};");
        writer.Line();
        IEnumerable<string> parameters = [
            .. operands.Select(operand => $"ref float {operand}"), .. scalars.Select(scalar => $"float {scalar}"),
            .. operands.Select(operand => $"nint {operand}Row = 0")];
        writer.Line("/// <summary>The step on given operands, each with its distance from row to row, and hyper-parameters.</summary>");
        writer.Line(KernelFile.Inlined);
        using (writer.Block($"public {key.Name}({string.Join(", ", parameters)})"))
        {
            foreach (string operand in operands)
            {
                writer.Line($"this.{operand} = ref {operand};");
                writer.Line($"this.{operand}Row = {operand}Row;");
            }

            foreach (string scalar in scalars) writer.Line($"this.{scalar} = {scalar};");
        }

        writer.Line();
    }

    private static void WriteNoLanes(SourceWriter writer, VectorText vector, string parameters)
    {
        writer.Line($"\nreadonly {vector.Type} IEpilogue.ApplyToLanes({vector.Type} x, {parameters}) =>");
        writer.Line("    throw new NotSupportedException(\"Only a kernel whose vectors lie along channels takes a step that reads by channel.\");");
    }

    private static void WriteApply(SourceWriter writer, StepKey key, VectorText vector, string name, string place, Func<string, string> load)
    {
        string modifier = key.Step.Operands > 0 ? "readonly " : "";
        using SourceWriter.Scope method = KernelFile.Method(
            writer, $"{modifier}{vector.Type} IEpilogue.{name}({vector.Type} x, {place})", attribute: KernelFile.Inlined);
        string[] operands = [.. Operands(key)], scalars = [.. Scalars(key)];
        for (int i = 0; i < operands.Length; i++)
            writer.Line($"{vector.Type} {operands[i]}Vector = {(key.IsNumber(i) ? vector.Broadcast(operands[i]) : load(operands[i]))};");
        foreach (string scalar in scalars) writer.Line($"{vector.Type} {scalar}Vector = {vector.Broadcast(scalar)};");
        string[] Vectors(string[] names) => [.. names.Select(item => item + "Vector")];
        writer.Line($"return {new FormulaText(vector, "x", Vectors(operands), Vectors(scalars)).Write(key.Step.Formula)};");
    }
}
