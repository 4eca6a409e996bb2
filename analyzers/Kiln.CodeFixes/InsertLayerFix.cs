using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Puts a layer before another: Flatten before one that expects a vector and gets a map, an activation between two Dense.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class InsertLayerFix() : TextFix(ShapeProblems.NeedsVector.Id, AdviceProblems.LinearPair.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        string layer = place.Remedy;
        if (layer.Length == 0) yield break;
        if (place.Call is AttributeSyntax attribute) yield return new Fix("Insert " + layer, Insert(attribute.SpanStart, layer + ", "));
        else if (place.Call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
            yield return new Fix("Insert " + layer, Insert(access.Expression.Span.End, $".{layer}()"));
    }
}
