namespace Kiln.Generator.Evaluation.Surface;

/// <summary>What the user declares and may clash with what Kiln generates. <paramref name="Origin"/> is null where another rule, or C#, speaks.</summary>
internal sealed record DeclaredMember(ClassMember Member, DeclaredKind Kind, int? Origin);

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
