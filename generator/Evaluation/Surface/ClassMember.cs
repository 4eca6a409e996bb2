namespace Kiln.Generator.Evaluation.Surface;

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
