using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Takes 'ref', 'in' and 'out' from the nodes that a graph method is given.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class PlainNodeFix() : TextFix(DeclarationProblems.WrongParameterType.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node is not ParameterSyntax { Modifiers.Count: > 0, Type: { } type } parameter || !parameter.Modifiers.All(IsReference)) yield break;
        yield return new Fix($"Remove '{parameter.Modifiers}'", new TextChange(TextSpan.FromBounds(parameter.Modifiers[0].SpanStart, type.SpanStart), ""));
    }

    private static bool IsReference(SyntaxToken modifier) =>
        modifier.Kind() is SyntaxKind.RefKeyword or SyntaxKind.InKeyword or SyntaxKind.OutKeyword or SyntaxKind.ReadOnlyKeyword;
}
