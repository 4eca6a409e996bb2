namespace Kiln.Generator.Evaluation;

/// <summary>A member of a class as C# tells it from others: by its name, and methods and constructors by the types of their parameters too.</summary>
internal sealed record ClassMember(string Name, string? Parameters)
{
    /// <summary>The name of every constructor.</summary>
    public const string Constructor = ".ctor";

    /// <summary>The class itself as the type of a parameter.</summary>
    public const string Self = "this";

    /// <summary>Stands for whatever no generated constructor can do with.</summary>
    public static ClassMember AnyConstructor { get; } = new(Constructor, null);

    public bool ClashesWith(ClassMember other) => Name == other.Name && (Parameters is null || other.Parameters is null || Parameters == other.Parameters);
}

internal enum DeclaredKind
{
    Class,

    /// <summary>One whose constructors all want arguments: C# says so where there is no generated constructor to say it of.</summary>
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

/// <summary>What the user declares and may clash with what Kiln generates. <paramref name="Origin"/> is null where another rule, or C#, speaks.</summary>
internal sealed record DeclaredMember(ClassMember Member, DeclaredKind Kind, int? Origin);
