using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Makes the loss the last layer of its stack.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MoveLossFix() : TextFix(DeclarationProblems.LossNotLast.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent: AttributeListSyntax { Parent: TypeDeclarationSyntax type } } loss) yield break;
        SeparatedSyntaxList<AttributeSyntax> last = type.AttributeLists.Last().Attributes;
        yield return new Fix("Move the loss to the end", Attributes.Remove(loss), Insert(last.Last().Span.End, ", " + loss));
    }
}
