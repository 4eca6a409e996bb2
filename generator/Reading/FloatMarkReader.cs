using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>
/// Finds each <c>Quantize = false</c> that the class of a network without <c>[Quantize]</c> writes. What it calls elsewhere may be in other networks, too: a
/// block, or a method that is not private.
/// </summary>
internal sealed class FloatMarkReader(
    INamedTypeSymbol network, Compilation compilation, SpanRecorder spans, InputReader.Reporter report, CancellationToken cancellation)
{
    private const string Property = "Quantize";

    public void Check()
    {
        foreach (SyntaxNode mark in OwnSyntax().SelectMany(part => part.DescendantNodes()).Where(IsMark))
            report(AdviceProblems.FloatsWithoutIntegers, spans.Add(mark), network.Name);
    }

    /// <summary>The attributes of the class, and its members that serve it alone.</summary>
    private IEnumerable<SyntaxNode> OwnSyntax()
    {
        foreach (SyntaxReference part in network.DeclaringSyntaxReferences)
            if (part.GetSyntax(cancellation) is TypeDeclarationSyntax declaration)
                foreach (AttributeListSyntax list in declaration.AttributeLists) yield return list;
        foreach (ISymbol member in network.GetMembers().Where(IsOwn))
            foreach (SyntaxReference part in member.DeclaringSyntaxReferences) yield return part.GetSyntax(cancellation);
    }

    private static bool IsOwn(ISymbol member) => member switch
    {
        INamedTypeSymbol => false,
        IMethodSymbol method => method.AssociatedSymbol is null && (IsPrivate(method) || GraphMethodReader.IsOfNetwork(method)),
        _ => IsPrivate(member),
    };

    private static bool IsPrivate(ISymbol member) => member.DeclaredAccessibility == Accessibility.Private && !member.IsImplicitlyDeclared;

    private bool IsMark(SyntaxNode node) => node switch
    {
        AttributeArgumentSyntax { NameEquals.Name: var name, Expression: var value } => IsMark(name, value),
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: var value } => IsMark(name, value),
        _ => false,
    };

    private bool IsMark(IdentifierNameSyntax name, ExpressionSyntax value)
    {
        if (name.Identifier.ValueText != Property) return false;
        SemanticModel model = SemanticModels.Of(compilation, name.SyntaxTree);
        return model.GetSymbolInfo(name, cancellation).Symbol is IPropertySymbol { ContainingType: var owner }
            && (KilnNames.IsLayerAttribute(owner) || KilnNames.IsEntryAttribute(owner))
            && model.GetConstantValue(value, cancellation) is { HasValue: true, Value: false };
    }
}
