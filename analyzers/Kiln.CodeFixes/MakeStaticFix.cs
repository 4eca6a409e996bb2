using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Makes a graph method, or a stack of layers on a partial method, static.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeStaticFix() : TextFix(DeclarationProblems.NotStatic.Id, DeclarationProblems.PartialStack.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Node is not MethodDeclarationSyntax method || method.Modifiers.Any(IsOfInstances)) yield break;
        if (place.Diagnostic.Id == DeclarationProblems.PartialStack.Id && !method.Modifiers.Any(SyntaxKind.PartialKeyword)) yield break;
        SyntaxToken next = method.Modifiers.FirstOrDefault(
            modifier => modifier.Kind() is SyntaxKind.PartialKeyword or SyntaxKind.AsyncKeyword or SyntaxKind.UnsafeKeyword);
        yield return new Fix("Make static", Insert(next.RawKind == 0 ? method.ReturnType.SpanStart : next.SpanStart, "static "));
    }

    /// <summary>Methods that are static already, or that take part in inheritance.</summary>
    private static bool IsOfInstances(SyntaxToken modifier) =>
        modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.AbstractKeyword
            or SyntaxKind.ReadOnlyKeyword;
}
