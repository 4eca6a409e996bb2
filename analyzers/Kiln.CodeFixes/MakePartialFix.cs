using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Makes the class of a network partial, and the types around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePartialFix() : TextFix(DeclarationProblems.NotPartial.Id, DeclarationProblems.OuterNotPartial.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        TextChange[] changes =
        [
            .. from type in place.Node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
               where !type.Modifiers.Any(SyntaxKind.PartialKeyword)
               select Insert(type.Keyword.SpanStart, "partial "),
        ];
        if (changes.Length > 0) yield return new Fix("Make partial", changes);
    }
}
