using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Replaces the element type of an input by the one of Kiln that holds the same numbers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ElementTypeFix() : TextFix(DeclarationProblems.InputElement.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        PredefinedTypeSyntax? type = place.Node.FirstAncestorOrSelf<AttributeSyntax>()?.Name.DescendantNodes().OfType<PredefinedTypeSyntax>().FirstOrDefault();
        if (type is not null && Nearest(type.Keyword.Kind()) is { } nearest) yield return new Fix("Use " + nearest, Replace(type, nearest));
    }

    private static string? Nearest(SyntaxKind keyword) => keyword switch
    {
        SyntaxKind.SByteKeyword or SyntaxKind.ShortKeyword or SyntaxKind.UShortKeyword or SyntaxKind.UIntKeyword or SyntaxKind.LongKeyword
            or SyntaxKind.ULongKeyword => "int",
        SyntaxKind.DoubleKeyword or SyntaxKind.DecimalKeyword => "float",
        SyntaxKind.BoolKeyword => "byte",
        _ => null,
    };
}
