using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Makes a static field readonly, whose initializer is then its value at compile time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeReadOnlyFix() : TextFix(BodyProblems.Unsupported.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        SyntaxNode read = (place.Node as ArgumentSyntax)?.Expression ?? place.Node;
        if (place.Model.GetSymbolInfo(read).Symbol is not IFieldSymbol { IsStatic: true, IsReadOnly: false, IsConst: false } field) yield break;
        SyntaxNode? declaration = field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        if (declaration is not VariableDeclaratorSyntax { Initializer: not null, Parent: VariableDeclarationSyntax variables }
            || variables.Parent is not FieldDeclarationSyntax
            || declaration.SyntaxTree != read.SyntaxTree) yield break;
        yield return new Fix($"Make {field.Name} readonly", Insert(variables.Type.SpanStart, "readonly "));
    }
}
