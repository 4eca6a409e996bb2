using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>
/// Writes another layer in place of one: Conv1D for Conv2D on a signal, Sigmoid for the softmax of one number, and the loss that goes with it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReplaceLayerFix() : TextFix(ShapeProblems.ImageLayerOnSignal.Id, AdviceProblems.SoftmaxOfOne.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Remedy.Length == 0) yield break;
        bool isConvolution = place.Diagnostic.Id == ShapeProblems.ImageLayerOnSignal.Id;
        (SyntaxNode? name, ExpressionSyntax[] arguments) = place.Call switch
        {
            AttributeSyntax attribute => (NameOf(attribute), attribute.ArgumentList?.Arguments.Select(argument => argument.Expression).ToArray() ?? []),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: var given } =>
                (access.Name, given.Select(argument => argument.Expression).ToArray()),
            _ => ((SyntaxNode?)null, Array.Empty<ExpressionSyntax>()),
        };

        // A convolution of signals takes one number for each size, not two; what a softmax or its loss is given has no place elsewhere.
        bool fits = isConvolution ? !arguments.Any(IsList) : arguments.Length == 0;
        if (name is not null && fits) yield return new Fix("Use " + place.Remedy, Replace(name, place.Remedy));
    }

    private static SyntaxNode NameOf(AttributeSyntax attribute) => attribute.Name is QualifiedNameSyntax qualified ? qualified.Right : attribute.Name;

    private static bool IsList(ExpressionSyntax argument) =>
        argument is CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax;
}
