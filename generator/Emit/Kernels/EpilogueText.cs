namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Bias and element-wise steps that a kernel fuses into its store: their parameters, how they are passed on, and the code.
/// Operands are numbered through all steps, and so are scalars; step by step, operands come before scalars.
/// </summary>
internal sealed class EpilogueText
{
    private readonly KernelKey _key;
    private readonly List<(bool Operand, int Index)> _parameters = [];

    public EpilogueText(KernelKey key)
    {
        _key = key;
        foreach (ElementwiseText step in key.Epilogue)
        {
            for (int i = 0; i < step.Operands; i++) _parameters.Add((true, Operands++));
            for (int i = 0; i < step.Scalars; i++) _parameters.Add((false, Scalars++));
        }
    }

    /// <summary>Operands of all steps.</summary>
    public int Operands { get; }

    /// <summary>Scalars of all steps.</summary>
    public int Scalars { get; }

    /// <summary>", ref float operand0, float scalar0" for a signature.</summary>
    public string Parameters => string.Concat(_parameters.Select(item => item.Operand ? $", ref float operand{item.Index}" : $", float scalar{item.Index}"));

    /// <summary>The same passed on unchanged.</summary>
    public string Arguments => string.Concat(_parameters.Select(item => item.Operand ? $", ref operand{item.Index}" : $", scalar{item.Index}"));

    /// <summary>The same passed on with every operand moved by <paramref name="offset"/>.</summary>
    public string ArgumentsAt(string offset) =>
        string.Concat(_parameters.Select(item => item.Operand ? $", ref Unsafe.Add(ref operand{item.Index}, {offset})" : $", scalar{item.Index}"));

    /// <summary>", ref float bias" where the key has one.</summary>
    public string BiasParameter => _key.Bias ? ", ref float bias" : "";

    public string BiasArgument => _key.Bias ? ", ref bias" : "";

    public string BiasArgumentAt(string offset) => _key.Bias ? $", ref Unsafe.Add(ref bias, {offset})" : "";

    /// <summary>The declaration of the local <c>epilogue</c>.</summary>
    public string Declaration
    {
        get
        {
            if (_key.Epilogue.Count == 0) return "NoEpilogue epilogue = default;";
            IEnumerable<string> arguments = _parameters.Select(item => item.Operand ? $"ref operand{item.Index}" : $"scalar{item.Index}");
            return $"Epilogue epilogue = new({string.Join(", ", arguments)});";
        }
    }

    /// <summary>Writes the steps as a struct of the kernel's class, with references to the operands; nothing where there is no step.</summary>
    public void WriteStruct(SourceWriter writer, bool allowsRefStructs)
    {
        if (_key.Epilogue.Count == 0) return;
        writer.Line();
        writer.Line("// The element-wise steps, in the registers that hold a result.");
        string parameters = string.Join(", ", _parameters.Select(item => item.Operand ? $"ref float operand{item.Index}" : $"float scalar{item.Index}"));
        using SourceWriter.Scope type = writer.Block($"private {(allowsRefStructs ? "ref " : "")}struct Epilogue : IEpilogue");
        foreach ((bool operand, int index) in _parameters)
            writer.Line(operand ? $"private readonly ref float operand{index};" : $"private readonly float scalar{index};");
        using (writer.Block($"public Epilogue({parameters})"))
            foreach ((bool operand, int index) in _parameters)
                writer.Line(operand ? $"this.operand{index} = ref operand{index};" : $"this.scalar{index} = scalar{index};");
        foreach (VectorText vector in VectorText.Widths)
        {
            writer.Line();
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            using (writer.Block($"public readonly {vector.Type} Apply({vector.Type} value, nint at)"))
            using (writer.Block("unchecked"))
            {
                WriteScalars(writer, vector);
                Apply(writer, vector, "value", operand => vector.Load($"operand{operand}", "at"));
                writer.Line("return value;");
            }
        }
    }

    /// <summary>Broadcasts the scalars; to be written before <see cref="Apply"/>.</summary>
    public void WriteScalars(SourceWriter writer, VectorText vector)
    {
        for (int i = 0; i < Scalars; i++) writer.Line($"{vector.Type} scalar{i}Vector = {vector.Broadcast($"scalar{i}")};");
    }

    /// <summary>Writes the steps on the local <paramref name="value"/>; <paramref name="operand"/> prints the load of one operand.</summary>
    public void Apply(SourceWriter writer, VectorText vector, string value, Func<int, string> operand)
    {
        int operands = 0;
        int scalars = 0;
        foreach (ElementwiseText step in _key.Epilogue)
        {
            List<string> operandTexts = [];
            for (int i = 0; i < step.Operands; i++)
            {
                // A formula may use an operand more than once; one load serves.
                string name = $"{value}Operand{operands}";
                writer.Line($"{vector.Type} {name} = {operand(operands++)};");
                operandTexts.Add(name);
            }

            List<string> scalarTexts = [];
            for (int i = 0; i < step.Scalars; i++) scalarTexts.Add($"scalar{scalars++}Vector");
            writer.Line($"{value} = {step.Write(vector, value, operandTexts, scalarTexts)};");
        }
    }
}
