using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Removes the softmax or the sigmoid before a loss that applies it itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveLayerFix() : TextFix(AdviceProblems.DoubleSoftmax.Id, AdviceProblems.DoubleSigmoid.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Call is AttributeSyntax attribute) yield return new Fix($"Remove {attribute.Name}", Attributes.Remove(attribute));
        else if (place.Call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call)
            yield return new Fix($"Remove {access.Name}", new TextChange(TextSpan.FromBounds(access.Expression.Span.End, call.Span.End), ""));
    }
}
