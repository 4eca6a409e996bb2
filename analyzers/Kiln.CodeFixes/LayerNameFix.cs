using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Writes '_' for the characters that the name of a layer cannot have.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class LayerNameFix() : TextFix(DeclarationProblems.InvalidName.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        LiteralExpressionSyntax? literal = place.Node.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>().FirstOrDefault();
        if (place.Remedy.Length > 0 && literal?.IsKind(SyntaxKind.StringLiteralExpression) == true)
            yield return new Fix($"Name it {place.Remedy}", Replace(literal, $"\"{place.Remedy}\""));
    }
}
