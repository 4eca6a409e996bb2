using System.Composition;
using Kiln.Generator.Problems;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.CodeFixes;

/// <summary>Makes a class with layers a network: it gets <c>[Network]</c>, and becomes partial with the types around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddNetworkFix() : TextFix(DeclarationProblems.NetworkForgotten.Id)
{
    private const string ShortName = "Network";

    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node is not TypeDeclarationSyntax type) yield break;
        TextChange[] partial =
        [
            .. from declaration in type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
               where !declaration.Modifiers.Any(SyntaxKind.PartialKeyword)
               select Insert(declaration.Keyword.SpanStart, "partial "),
        ];
        yield return new Fix("Add [Network]", [Mark(type, NameOf(type, place.Model)), .. partial]);
    }

    /// <summary>The attribute goes before the first one, or by itself before the class.</summary>
    private static TextChange Mark(TypeDeclarationSyntax type, string name) => type.AttributeLists.FirstOrDefault() is { } list
        ? Insert(list.Attributes[0].SpanStart, name + ", ")
        : Insert(type.SpanStart, $"[{name}] ");

    /// <summary>The short name, unless it means something else here or nothing.</summary>
    private static string NameOf(TypeDeclarationSyntax type, SemanticModel model)
    {
        IEnumerable<ISymbol> attributes = model.LookupNamespacesAndTypes(type.SpanStart, name: ShortName + "Attribute");
        bool isKnown = attributes.Any(symbol => KilnNames.IsNetworkAttribute(symbol as INamedTypeSymbol));
        bool isTaken = model.LookupNamespacesAndTypes(type.SpanStart, name: ShortName).Any(symbol => symbol is INamedTypeSymbol);
        return isKnown && !isTaken ? ShortName : "Kiln." + ShortName;
    }
}
