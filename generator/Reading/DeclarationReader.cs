using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>The class itself, whose place is that of its <paramref name="name"/>: whether a generated part can join it, and with which headers.</summary>
internal sealed class DeclarationReader(
    INamedTypeSymbol network, TypeDeclarationSyntax declaration, int name, InputReader.Reporter report, CancellationToken cancellation)
{
    /// <summary>What a network that compiles needs: generated code has collection expressions.</summary>
    private const LanguageVersion Needed = LanguageVersion.CSharp13;

    /// <summary>What the stub of a network needs: partial methods of any accessibility.</summary>
    private const LanguageVersion NeededByStub = LanguageVersion.CSharp9;

    private readonly LanguageVersion _version = ((CSharpParseOptions)declaration.SyntaxTree.Options).LanguageVersion;

    /// <summary>Whether C# has static members of interfaces, as those of a network have.</summary>
    public bool ImplementsInterfaces => _version >= LanguageVersion.CSharp11;

    /// <summary>Reports the obstacle to a generated part; just one message, because one change often removes several obstacles.</summary>
    public bool Check()
    {
        if (_version < Needed) report(DeclarationProblems.LanguageVersion, name, network.Name, _version.ToDisplayString(), Needed.ToDisplayString());
        if (_version < NeededByStub || IsUnfinished()) return false;
        if (network.IsFileLocal) return report(DeclarationProblems.FileLocal, name, network.Name);
        if (OddKind() is { } kind) return report(DeclarationProblems.NotAPlainClass, name, network.Name, kind);
        if (!IsPartial(declaration)) return report(DeclarationProblems.NotPartial, name, network.Name);
        foreach (INamedTypeSymbol type in Types())
        {
            if (type.Arity > 0) return report(DeclarationProblems.Generic, name, network.Name, type.Name);
            bool isPartial = type.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation) is TypeDeclarationSyntax syntax && IsPartial(syntax));
            if (!isPartial) return report(DeclarationProblems.OuterNotPartial, name, network.Name, type.Name);
        }

        return true;
    }

    public NetworkIdentity Identity()
    {
        string[] names = [.. Namespaces().Select(space => space.Name).Reverse()];

        // Namespace, outer types and name joined with dots: unique, and fit to be a file name.
        string metadataName = string.Join(".", names.Concat(Types().Select(type => type.MetadataName).Reverse()));
        EquatableArray<string> outer = [.. Types().Skip(1).Select(Header).Reverse()];
        return new NetworkIdentity(Escape(network.Name), string.Join(".", names.Select(Escape)), outer, metadataName);
    }

    /// <summary>The class and the types around it.</summary>
    private IEnumerable<INamedTypeSymbol> Types()
    {
        for (INamedTypeSymbol? type = network; type is not null; type = type.ContainingType) yield return type;
    }

    /// <summary>The namespaces around it, the innermost first.</summary>
    private IEnumerable<INamespaceSymbol> Namespaces()
    {
        for (INamespaceSymbol space = network.ContainingNamespace; !space.IsGlobalNamespace; space = space.ContainingNamespace) yield return space;
    }

    /// <summary>Whether the class or a type around it has no name yet, so that no generated part could join it.</summary>
    private bool IsUnfinished() => Types().Concat<INamespaceOrTypeSymbol>(Namespaces()).Any(symbol => symbol.Name.Length == 0);

    private static bool IsPartial(TypeDeclarationSyntax syntax) => syntax.Modifiers.Any(SyntaxKind.PartialKeyword);

    /// <summary>Also for words that are keywords in some places only: a class can have them as its name.</summary>
    private static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(identifier) == SyntaxKind.None
            ? identifier : "@" + identifier;

    private static string Header(INamedTypeSymbol type) => (type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "partial record struct ",
        { IsRecord: true } => "partial record ",
        { TypeKind: TypeKind.Struct } => "partial struct ",
        { TypeKind: TypeKind.Interface } => "partial interface ",
        _ => "partial class ",
    }) + Escape(type.Name);

    private string? OddKind() => network switch
    {
        { IsRecord: true } => "a record",
        { IsStatic: true } => "static",
        { IsAbstract: true } => "abstract",
        _ => null,
    };
}
