using System.Collections.Immutable;
using System.Composition;
using Kiln.Generator.Graphs;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.CodeFixes;

/// <summary>Puts Flatten before a layer that expects a vector and gets a map.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class InsertFlattenFix : CodeFixProvider
{
    private const string Title = "Insert Flatten";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ShapeProblems.NeedsVector.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Diagnostic diagnostic = context.Diagnostics[0];
        if (diagnostic.Properties.ContainsKey(ProblemReport.Echo)) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan);
        SyntaxNode? changed = node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute ? BeforeAttribute(root, attribute)
            : node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax access } ? BeforeCall(root, access)
            : null;
        if (changed is null) return;
        context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), Title), diagnostic);
    }

    private static SyntaxNode BeforeAttribute(SyntaxNode root, AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        AttributeSyntax flatten = SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("Flatten")).WithLeadingTrivia(attribute.GetLeadingTrivia());
        int index = list.Attributes.IndexOf(attribute);
        List<SyntaxNodeOrToken> items = [.. list.Attributes.GetWithSeparators()];
        items[index * 2] = attribute.WithoutLeadingTrivia();
        items.Insert(index * 2, SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space));
        items.Insert(index * 2, flatten);
        return root.ReplaceNode(list, list.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>(items)));
    }

    private static SyntaxNode BeforeCall(SyntaxNode root, MemberAccessExpressionSyntax access)
    {
        ExpressionSyntax receiver = access.Expression.WithoutTrailingTrivia();
        ExpressionSyntax flatten = SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName("Flatten")))
            .WithTrailingTrivia(access.Expression.GetTrailingTrivia());
        return root.ReplaceNode(access.Expression, flatten);
    }
}
