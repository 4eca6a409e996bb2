using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Writes Kiln.Node in the header of a graph method where Node means another type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class QualifyNodeFix() : TextFix(DeclarationProblems.OtherNode.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method) yield break;
        IEnumerable<TypeSyntax> types = method.ParameterList.Parameters.Select(parameter => parameter.Type).OfType<TypeSyntax>().Prepend(method.ReturnType);
        TextChange[] changes =
            [.. types.Where(type => type is IdentifierNameSyntax { Identifier.ValueText: "Node" }).Select(type => Insert(type.SpanStart, "Kiln."))];
        if (changes.Length > 0) yield return new Fix("Write Kiln.Node", changes);
    }
}
