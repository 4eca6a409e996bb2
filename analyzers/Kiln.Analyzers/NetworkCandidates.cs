using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Analyzers;

/// <summary>
/// Types with an attribute that is called Network, directly or through an alias. By syntax alone, and once for each version of a file, so that typing in one
/// file does not walk through the others.
/// </summary>
internal static class NetworkCandidates
{
    private static readonly ConditionalWeakTable<SyntaxTree, Candidates> Cache = new();

    public static IEnumerable<TypeDeclarationSyntax> In(Compilation compilation, CancellationToken cancellation)
    {
        Candidates[] files = [.. compilation.SyntaxTrees.Select(tree => Find(tree, cancellation))];
        HashSet<string> names = new(["Network", "NetworkAttribute", .. files.SelectMany(file => file.Aliases)], StringComparer.Ordinal);
        return files.SelectMany(file => file.Types).Where(candidate => names.Contains(candidate.Attribute)).Select(candidate => candidate.Type);
    }

    private static Candidates Find(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Cache.TryGetValue(tree, out Candidates? known)) return known;
        SyntaxNode root = tree.GetRoot(cancellation);
        string[] aliases = [.. root.DescendantNodes(IsAboveMembers).OfType<UsingDirectiveSyntax>()
            .Where(IsAliasOfNetwork)
            .Select(directive => directive.Alias!.Name.Identifier.ValueText)];
        (string, TypeDeclarationSyntax)[] types =
        [
            .. from type in root.DescendantNodes(IsAboveMembers).OfType<TypeDeclarationSyntax>()
               from list in type.AttributeLists
               from attribute in list.Attributes
               select (LastName(attribute.Name), type),
        ];
        var found = new Candidates([.. aliases], [.. types]);
        return Cache.GetValue(tree, _ => found);
    }

    private static bool IsAboveMembers(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax;

    private static bool IsAliasOfNetwork(UsingDirectiveSyntax directive) =>
        directive is { Alias: not null, Name: { } target } && LastName(target) is "Network" or "NetworkAttribute";

    private static string LastName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    private sealed record Candidates(ImmutableArray<string> Aliases, ImmutableArray<(string Attribute, TypeDeclarationSyntax Type)> Types);
}
