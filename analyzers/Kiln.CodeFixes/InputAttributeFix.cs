using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>
/// Declares an input as the layer that takes it wants it: class labels as <c>[Input&lt;int&gt;]</c>, for instance, or an image without the batch.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class InputAttributeFix()
    : TextFix(ShapeProblems.WrongElementType.Id, ShapeProblems.BatchInShape.Id, ShapeProblems.NestedIndices.Id, AdviceProblems.FlattenedBatch.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Remedy.Length == 0 || place.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } declaration) yield break;
        SyntaxNode root = place.Node.SyntaxTree.GetRoot();
        if (root.FindNode(declaration.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        yield return new Fix($"Declare the input as [{place.Remedy}]", [.. Changes(attribute, place.Remedy)]);
    }

    /// <summary>The name without its sizes keeps those that are written.</summary>
    private static IEnumerable<TextChange> Changes(AttributeSyntax attribute, string remedy)
    {
        int sizes = remedy.IndexOf('(');
        SimpleNameSyntax name = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right : (SimpleNameSyntax)attribute.Name;
        yield return Replace(name, sizes < 0 ? remedy : remedy.Substring(0, sizes));
        if (sizes < 0 || attribute.ArgumentList is not { } list) yield break;
        string[] properties = [.. list.Arguments.Where(argument => argument.NameEquals is not null).Select(argument => argument.ToString())];
        string given = remedy.Substring(sizes + 1, remedy.Length - sizes - 2);
        string all = string.Join(", ", given.Length == 0 ? properties : properties.Prepend(given));
        yield return Replace(list, all.Length == 0 ? "" : $"({all})");
    }
}
