using System.Reflection;

namespace Kiln.Generator.Problems;

/// <summary>A mistake of the user: its kind and what the message names. Reading keeps its place separately.</summary>
internal sealed record Problem(ProblemKind Kind, EquatableArray<string> Arguments)
{
    public Problem(ProblemKind kind, params object[] arguments)
        : this(kind, arguments.Select(Spell).ToEquatableArray())
    {
    }

    /// <summary>What a code fix writes, in C#: the layer to insert, the argument to set, the type to declare. Empty if no remedy is certain.</summary>
    public string Remedy { get; init; } = "";

    public string Message => string.Format(CultureInfo.InvariantCulture, Kind.Message, [.. Arguments]);

    public override string ToString() => $"{Kind.Id}: {Message}";

    private static string Spell(object argument) => argument switch
    {
        Shape shape => shape.Spelled,
        TensorType type => type.Spelled,
        _ => Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "",
    };
}

/// <summary>How serious a problem is.</summary>
internal enum ProblemSeverity
{
    /// <summary>No network can be made of this.</summary>
    Error,

    /// <summary>Advice: the network works, but probably not as its author intends.</summary>
    Advice,
}

/// <summary>
/// One rule: its id (never reused), a title, and a message that names both sides and the remedy. KILN0xx declaration, 1xx shapes,
/// 2xx graph methods, 3xx advice, 4xx compression and budgets.
/// </summary>
internal sealed record ProblemKind(string Id, string Title, string Message)
{
    public ProblemSeverity Severity => Id.StartsWith("KILN3", StringComparison.Ordinal) ? ProblemSeverity.Advice : ProblemSeverity.Error;
}

/// <summary>All rules, by id.</summary>
internal static class ProblemKinds
{
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        .. new[] { typeof(DeclarationProblems), typeof(ShapeProblems), typeof(BodyProblems), typeof(AdviceProblems), typeof(QuantizationProblems) }
            .SelectMany(family => family.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (ProblemKind)field.GetValue(null)!)
            .OrderBy(kind => kind.Id, StringComparer.Ordinal),
    ];
}
