namespace Kiln.Generator.Evaluation.Surface;

/// <summary>
/// A member that the user declares and that may clash with a generated one. <paramref name="Origin"/> is null if another rule, or C#, reports it.
/// </summary>
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
