using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Removes Scale and Offset from an input that holds no bytes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ScaleFix() : TextFix(DeclarationProblems.ScaleOfOtherThanBytes.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node.FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList is not { } list) yield break;
        string[] kept = [.. list.Arguments.Where(argument => argument.NameEquals?.Name.Identifier.ValueText is not ("Scale" or "Offset"))
            .Select(argument => argument.ToString())];
        yield return new Fix("Remove Scale and Offset", Replace(list, kept.Length == 0 ? "" : $"({string.Join(", ", kept)})"));
    }
}
