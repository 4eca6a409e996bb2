using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Removes Gradient from an input that has none; where only the loss is missing, makes the network trainable without one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class GradientFix() : TextFix(DeclarationProblems.InputGradient.Id)
{
    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Remedy.Length > 0)
        {
            AttributeSyntax? network = place.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.AttributeLists.SelectMany(list => list.Attributes)
                .FirstOrDefault(IsNetwork);
            if (network is { ArgumentList: null }) yield return new Fix("Add " + place.Remedy, Insert(network.Span.End, $"({place.Remedy})"));
        }
        else if (place.Node.FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList?.Arguments.FirstOrDefault(
            argument => argument.NameEquals?.Name.Identifier.ValueText == "Gradient") is { } gradient)
        {
            yield return new Fix("Remove Gradient", Attributes.Remove(gradient));
        }
    }

    private static bool IsNetwork(AttributeSyntax attribute) => attribute.Name.ToString() is "Network" or "NetworkAttribute" or "Kiln.Network";
}
