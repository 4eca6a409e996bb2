namespace Kiln.Generator.Evaluation.Surface;

/// <summary>What a method does with a span.</summary>
internal enum SpanUse
{
    Read,
    Write,

    /// <summary>Written if the caller gives it.</summary>
    MayWrite,
}

/// <summary>A span of a public method: its name, one sample of it, the constant with its number of elements, and the program's slot that it fills.</summary>
internal sealed record SpanParameter(string Name, TensorType Type, string SizeConstant, SpanUse Use, string Slot, string Meaning = "")
{
    /// <summary>The name as code uses it: it may be a keyword.</summary>
    public string At => CSharpWords.Escape(Name);

    public string Declaration => $"{TypeName} {At}{(Use == SpanUse.MayWrite ? " = default" : "")}";

    public string TypeName => $"global::System.{(Use == SpanUse.Read ? "ReadOnlySpan" : "Span")}<{Type.Element.Keyword()}>";

    public string Document => $"/// <param name=\"{Name}\">{Meaning}{SizeConstant} values for each sample{ShapeText}{UseText}.</param>";

    private string ShapeText => Type.Shape.Rank == 0 ? "" : $": {Type.Shape}";

    private string UseText => Use switch { SpanUse.Write => "; filled by the call", SpanUse.MayWrite => "; filled by the call unless empty", _ => "" };
}

/// <summary>A parameter after the spans, with a default.</summary>
internal sealed record MethodOption(string Name, string Type, string Default, string Meaning)
{
    public string Declaration => $"{Type} {Name} = {Default}";

    public string Document => $"/// <param name=\"{Name}\">{Meaning}</param>";
}

/// <summary>A public method over spans, as the real class and its stub both have it, and the program that it runs.</summary>
internal sealed record SpanMethod(ProgramSpec Program, EquatableArray<SpanParameter> Spans, EquatableArray<MethodOption> Options)
{
    /// <summary>What the core is told before the call, besides the options.</summary>
    public EquatableArray<string> Settings { get; init; } = [];

    public string Name => Program.Method;

    /// <summary>The name as code uses it: an entry may have a keyword as its name.</summary>
    private string At => CSharpWords.Escape(Name);

    public string ParameterTypes => string.Join(", ", Spans.Select(span => span.TypeName).Concat(Options.Select(option => option.Type)));

    public string Signature => $"public {(Program.ReturnsLoss ? "float" : "void")} {At}({Parameters})";

    private string Parameters => string.Join(", ", Spans.Select(span => span.Declaration).Concat(Options.Select(option => option.Declaration)));
}
