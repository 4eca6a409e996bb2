using Kiln.Generator.Evaluation.Language.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>The bodies of a candidate and of all that it reaches, and the fault in Kiln that kept them from being read.</summary>
internal sealed record LibraryReading(EquatableArray<LibraryBody> Bodies, ProblemReport? Fault);

/// <summary>What an assembly offers to networks in others: its public blocks and public methods that give nodes, with everything that these reach.</summary>
internal static class LibraryReader
{
    /// <summary>Judging by syntax alone: the Build of a block, or a public method that returns a Node.</summary>
    public static bool IsCandidate(SyntaxNode node) => node is MethodDeclarationSyntax method
        && (IsBuild(method) || (method.Modifiers.Any(SyntaxKind.PublicKeyword) && method.ReturnType.ToString().EndsWith("Node", StringComparison.Ordinal)));

    /// <summary>Reads the candidate; a fault in Kiln leaves the library without it and is reported at its name.</summary>
    public static LibraryReading Read(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        SyntaxToken name = ((MethodDeclarationSyntax)node).Identifier;
        var place = new SourceSpan(node.SyntaxTree.FilePath, name.SpanStart, name.Span.Length);
        return Fault.Catch(
            "reading", name.ValueText, () => new LibraryReading(ReadBodies(node, model, cancellation), null),
            problem => new LibraryReading([], new ProblemReport(problem.Kind, place, problem.Message)));
    }

    private static EquatableArray<LibraryBody> ReadBodies(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(node, cancellation) is not IMethodSymbol method || Offered(method) is not { } symbol) return [];
        var collector = new BodyCollector(model.Compilation, cancellation);
        collector.Reached.Add(symbol);
        if (symbol is INamedTypeSymbol block) foreach (ISymbol maker in Makers(block)) collector.Reached.Add(maker);
        CollectedBodies bodies = collector.Collect();
        IEnumerable<LibraryBody> members = bodies.Methods.Select(member => new LibraryBody(member.Key, BodyText.Write(member)));
        return [.. bodies.Blocks.Select(block => new LibraryBody(block.Type, BodyText.Write(block))), .. members];
    }

    private static bool IsBuild(MethodDeclarationSyntax method) => method.Identifier.ValueText == "Build" && method.Modifiers.Any(SyntaxKind.OverrideKeyword);

    private static ISymbol? Offered(IMethodSymbol method)
    {
        INamedTypeSymbol type = method.ContainingType;
        if (method is { IsOverride: true, Name: "Build" }) return KilnNames.IsBlock(type) && !type.IsAbstract && IsPublic(type) ? type : null;
        bool isCallable = method.IsStatic || SymbolKeys.Receiver(method) is not null;
        return isCallable && KilnNames.IsNode(method.ReturnType) && IsPublic(method) ? method : null;
    }

    /// <summary>The members with which others make a block: its constructors, and the setters with a body.</summary>
    private static IEnumerable<IMethodSymbol> Makers(INamedTypeSymbol block) => block.InstanceConstructors.Concat(
        KilnNames.Line(block).TakeWhile(KilnNames.IsBlock).SelectMany(type => type.GetMembers())
            .Where(member => member is IPropertySymbol { IsStatic: false }).Select(BodyLowering.Setter).OfType<IMethodSymbol>());

    private static bool IsPublic(ISymbol? symbol) => symbol is null or INamespaceSymbol
        || ((symbol.DeclaredAccessibility == Accessibility.Public || symbol is INamedTypeSymbol { IsExtension: true }) && IsPublic(symbol.ContainingSymbol));
}
