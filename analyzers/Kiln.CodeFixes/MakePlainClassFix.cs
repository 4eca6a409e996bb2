using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Makes a network a class that can be constructed: neither local to its file, nor static, nor abstract, nor a record.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePlainClassFix() : TextFix(DeclarationProblems.FileLocal.Id, DeclarationProblems.NotAPlainClass.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node is not TypeDeclarationSyntax type) yield break;
        if (type.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.FileKeyword)) is { RawKind: not 0 } file)
        {
            yield return new Fix("Remove 'file'", new TextChange(TextSpan.FromBounds(file.SpanStart, file.GetNextToken().SpanStart), ""));
            yield break;
        }

        TextChange[] changes =
        [
            .. type.Modifiers.Where(modifier => modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)
                .Select(modifier => Replace(modifier, "sealed")),
            .. type is RecordDeclarationSyntax { ParameterList: null } record ? [ToClass(record)] : Array.Empty<TextChange>(),
        ];
        if (changes.Length > 0) yield return new Fix("Make it a plain class", changes);
    }

    /// <summary>A record is declared as 'record' or as 'record class'.</summary>
    private static TextChange ToClass(RecordDeclarationSyntax record) =>
        new(
            TextSpan.FromBounds(
                record.Keyword.SpanStart, record.ClassOrStructKeyword.RawKind == 0 ? record.Keyword.Span.End : record.ClassOrStructKeyword.Span.End),
            "class");
}
