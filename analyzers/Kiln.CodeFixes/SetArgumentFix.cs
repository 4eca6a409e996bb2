using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>
/// Gives a layer's argument the value that fixes it: <c>bias: false</c> before BatchNorm, the largest padding, a kernel that the stride divides.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SetArgumentFix() : TextFix(ShapeProblems.PaddingTooLarge.Id, AdviceProblems.BiasBeforeBatchNorm.Id, AdviceProblems.Checkerboard.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        string[] remedy = place.Remedy.Split([": "], StringSplitOptions.None);
        SyntaxNode? call = CallAround(place.Node);
        if (remedy.Length != 2 || call is null || place.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) yield break;
        (string parameter, string value) = (remedy[0], remedy[1]);
        if (method.Parameters.FirstOrDefault(candidate => candidate.Name == parameter)?.Ordinal is not { } position) yield break;
        Argument[] arguments = [.. ArgumentsOf(call)];
        Argument? given = arguments.FirstOrDefault(argument => argument.Name == parameter)
            ?? arguments.Take(position + 1).Where(argument => argument.Name is null).ElementAtOrDefault(position);
        yield return new Fix("Use " + place.Remedy, given is not null ? Replace(given.Value, value)
            : arguments.Length > 0 ? Insert(arguments[arguments.Length - 1].Node.Span.End, ", " + place.Remedy)
            : Insert(call.Span.End - 1, place.Remedy));
    }

    private static SyntaxNode? CallAround(SyntaxNode place) =>
        place.AncestorsAndSelf().FirstOrDefault(node => node is AttributeSyntax or InvocationExpressionSyntax && node != (place as ArgumentSyntax)?.Expression);

    /// <summary>The arguments of a call; the properties of an attribute, which come after them, are none.</summary>
    private static IEnumerable<Argument> ArgumentsOf(SyntaxNode call) => call is AttributeSyntax attribute
        ? attribute.ArgumentList!.Arguments.Where(argument => argument.NameEquals is null)
            .Select(argument => new Argument(argument, argument.NameColon?.Name.Identifier.ValueText, argument.Expression))
        : ((InvocationExpressionSyntax)call).ArgumentList.Arguments.Select(
            argument => new Argument(argument, argument.NameColon?.Name.Identifier.ValueText, argument.Expression));

    private sealed record Argument(SyntaxNode Node, string? Name, ExpressionSyntax Value);
}
