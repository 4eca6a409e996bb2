namespace Kiln.Generator.Evaluation;

/// <summary>A member of a class as C# tells it from others: by its name, and methods and constructors by the types of their parameters too.</summary>
internal sealed record ClassMember(string Name, string? Parameters)
{
    /// <summary>The name of every constructor; a primary one, which all others must call, has no parameters here.</summary>
    public const string Constructor = ".ctor";

    /// <summary>The class itself as the type of a parameter.</summary>
    public const string Self = "this";

    public bool ClashesWith(ClassMember other) => Name == other.Name && (Parameters is null || other.Parameters is null || Parameters == other.Parameters);
}

/// <summary>A member of the user's, or his class, whose name is one that Kiln may generate. <paramref name="Origin"/> is null where another rule has spoken.</summary>
internal sealed record DeclaredMember(ClassMember Member, bool IsClass, int? Origin);
