namespace Kiln.Generator.Evaluation.Surface;

/// <summary>A member of the user's that may clash with a generated one. <paramref name="Origin"/> is null if another rule, or C#, reports it.</summary>
internal sealed record DeclaredMember(ClassMember Member, DeclaredKind Kind, int? Origin);

internal enum DeclaredKind
{
    Class,

    /// <summary>A class whose constructors all take arguments: C# reports it if there is no generated constructor to report.</summary>
    BaseClass,
    PrimaryConstructor,
    Constructor,

    /// <summary>A constructor that calls none of its own class, and so leaves the network without its memory.</summary>
    SeparateConstructor,
    RequiredMember,
    Method,

    /// <summary>A field, property, event or type.</summary>
    Other,
}

/// <summary>A member of a class as C# tells it from others: by its name, and methods and constructors by the types of their parameters too.</summary>
internal sealed record ClassMember(string Name, string? Parameters)
{
    /// <summary>The name of every constructor.</summary>
    public const string Constructor = ".ctor";

    /// <summary>The class itself as the type of a parameter.</summary>
    public const string Self = "this";

    /// <summary>Represents members that no generated constructor is compatible with.</summary>
    public static ClassMember AnyConstructor { get; } = new(Constructor, null);

    public bool ClashesWith(ClassMember other) => Name == other.Name && (Parameters is null || other.Parameters is null || Parameters == other.Parameters);
}
