using System.Collections.Immutable;
using Kiln.Generator.Faults;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.CodeFixes;

/// <summary>
/// One way to fix a diagnostic: its title and the changes it makes. In a whole document or project, fixes with one title are applied together.
/// </summary>
internal sealed record Fix(string Title, params TextChange[] Changes);

/// <summary>The place of a diagnostic, and what the analyzer says to write there.</summary>
internal sealed record FixPlace(SyntaxNode Node, Diagnostic Diagnostic, SemanticModel Model)
{
    /// <summary>What to write, or empty.</summary>
    public string Remedy => Diagnostic.Properties.TryGetValue(nameof(ProblemReport.Remedy), out string? remedy) ? remedy! : "";

    /// <summary>The attribute or the call that the diagnostic is about, or null. An argument has the span of the call that it is.</summary>
    public SyntaxNode? Call =>
        ((Node as ArgumentSyntax)?.Expression ?? Node).AncestorsAndSelf().FirstOrDefault(node => node is AttributeSyntax or InvocationExpressionSyntax);
}

/// <summary>A code fix that changes the text of the file around a diagnostic and leaves all else as its author wrote it.</summary>
public abstract class TextFix : CodeFixProvider
{
    private readonly ImmutableArray<string> _ids;

    private protected TextFix(params string[] ids) => _ids = [.. ids];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => _ids;

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <summary>Offers fixes for the diagnostics, except for echoes: the mistake that an echo repeats is fixed in its own place.</summary>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        if (await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        SyntaxNode root = await model.SyntaxTree.GetRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics.Where(diagnostic => !diagnostic.Properties.ContainsKey(ProblemReport.Echo)))
        {
            foreach (Fix fix in FindOrNone(new FixPlace(root.FindNode(diagnostic.Location.SourceSpan), diagnostic, model)))
            {
                context.RegisterCodeFix(CodeAction.Create(fix.Title, async cancellation =>
                    document.WithText((await document.GetTextAsync(cancellation).ConfigureAwait(false)).WithChanges(fix.Changes)), fix.Title), diagnostic);
            }
        }
    }

    /// <summary>A fix that fails offers nothing, and the reader has to fix the diagnostic.</summary>
    private Fix[] FindOrNone(FixPlace place)
    {
        try
        {
            return [.. Find(place)];
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            return [];
        }
    }

    /// <summary>The ways to fix a diagnostic; none if the fix does not know its code.</summary>
    private protected abstract IEnumerable<Fix> Find(FixPlace place);

    private protected static TextChange Insert(int position, string text) => new(new TextSpan(position, 0), text);

    private protected static TextChange Replace(SyntaxNode node, string text) => new(node.Span, text);

    private protected static TextChange Replace(SyntaxToken token, string text) => new(token.Span, text);
}
