using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Makes one number of what a loss gives for each sample: its mean or its sum.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReduceLossFix() : TextFix(DeclarationProblems.LossShape.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place) => ((place.Node as ArgumentSyntax)?.Expression ?? place.Node) switch
    {
        ExpressionSyntax expression => [Reduce(expression, "Mean"), Reduce(expression, "Sum")],
        _ => [],
    };

    private static Fix Reduce(ExpressionSyntax expression, string method)
    {
        bool isPrimary = expression is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax;
        return isPrimary
            ? new Fix($"Reduce with {method}", Insert(expression.Span.End, $".{method}()"))
            : new Fix($"Reduce with {method}", Insert(expression.SpanStart, "("), Insert(expression.Span.End, $").{method}()"));
    }
}
