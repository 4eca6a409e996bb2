using System.Composition;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.CodeFixes;

/// <summary>Writes another layer in place of one: Conv1D for Conv2D on a signal, Sigmoid for the softmax of one number, and the loss that goes with it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReplaceLayerFix() : TextFix(ShapeProblems.ImageLayerOnSignal.Id, AdviceProblems.SoftmaxOfOne.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Remedy.Length == 0) yield break;
        bool isConvolution = place.Diagnostic.Id == ShapeProblems.ImageLayerOnSignal.Id;
        switch (place.Call)
        {
            case AttributeSyntax attribute when isConvolution ? TakesNumbers(attribute.ArgumentList?.Arguments.Select(argument => argument.Expression)) : attribute.ArgumentList is null:
                SyntaxNode name = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right : attribute.Name;
                yield return new Fix("Use " + place.Remedy, Replace(name, place.Remedy));
                break;

            // Another loss takes another target, which is declared elsewhere.
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: var arguments }
                when isConvolution ? TakesNumbers(arguments.Select(argument => argument.Expression)) : arguments.Count == 0:
                yield return new Fix("Use " + place.Remedy, Replace(access.Name, place.Remedy));
                break;
        }
    }

    /// <summary>A convolution of signals takes one number for each size, not two.</summary>
    private static bool TakesNumbers(IEnumerable<ExpressionSyntax>? arguments) =>
        arguments?.All(argument => argument is not (CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax)) ?? true;
}
