using System.Collections.Immutable;
using System.Composition;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.CodeFixes;

/// <summary>Adds <c>bias: false</c> to a layer whose bias the BatchNorm after it cancels.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveBiasFix : CodeFixProvider
{
    private const string Title = "Add bias: false";
    private const string Parameter = "bias";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [AdviceProblems.BiasBeforeBatchNorm.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        SyntaxNode node = root.FindNode(context.Diagnostics[0].Location.SourceSpan);
        SyntaxNode? call = (SyntaxNode?)node.FirstAncestorOrSelf<AttributeSyntax>() ?? node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call is null || model.GetSymbolInfo(call, context.CancellationToken).Symbol is not IMethodSymbol method) return;
        int position = method.Parameters.IndexOf(method.Parameters.FirstOrDefault(parameter => parameter.Name == Parameter)!);
        if (position < 0) return;
        SyntaxNode changed = root.ReplaceNode(call, call is AttributeSyntax attribute ? WithoutBias(attribute, position) : WithoutBias((InvocationExpressionSyntax)call, position));
        context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), Title), context.Diagnostics);
    }

    private static AttributeSyntax WithoutBias(AttributeSyntax attribute, int position)
    {
        AttributeArgumentListSyntax list = attribute.ArgumentList!;
        AttributeArgumentSyntax? given = list.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == Parameter)
            ?? list.Arguments.Take(position + 1).Where(argument => argument is { NameColon: null, NameEquals: null }).ElementAtOrDefault(position);
        if (given is not null) return attribute.ReplaceNode(given.Expression, False());
        AttributeArgumentSyntax added = SyntaxFactory.AttributeArgument(null, Name(), False());

        // Properties come after all arguments.
        int end = list.Arguments.TakeWhile(argument => argument.NameEquals is null).Count();
        return attribute.WithArgumentList(list.WithArguments(Insert(list.Arguments, end, added)));
    }

    private static InvocationExpressionSyntax WithoutBias(InvocationExpressionSyntax call, int position)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        ArgumentSyntax? given = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == Parameter)
            ?? arguments.Take(position + 1).Where(argument => argument.NameColon is null).ElementAtOrDefault(position);
        if (given is not null) return call.ReplaceNode(given.Expression, False());
        ArgumentSyntax added = SyntaxFactory.Argument(Name(), default, False());
        return call.WithArgumentList(call.ArgumentList.WithArguments(Insert(arguments, arguments.Count, added)));
    }

    /// <summary>Inserts with ", " and not ",".</summary>
    private static SeparatedSyntaxList<T> Insert<T>(SeparatedSyntaxList<T> list, int index, T item) where T : SyntaxNode
    {
        List<SyntaxNodeOrToken> items = [.. list.GetWithSeparators()];
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        if (index == list.Count)
        {
            if (index > 0) items.Add(comma);
            items.Add(item);
        }
        else
        {
            items.InsertRange(index * 2, [item, comma]);
        }

        return SyntaxFactory.SeparatedList<T>(items);
    }

    private static NameColonSyntax Name() =>
        SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(Parameter)).WithTrailingTrivia(SyntaxFactory.Space);

    private static LiteralExpressionSyntax False() => SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression);
}
