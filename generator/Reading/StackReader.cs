using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads the attributes on the class of a network: its inputs and its stack of layers in source order.</summary>
internal sealed class StackReader(
    INamedTypeSymbol network, AttributeReader attributes, SpanRecorder spans, InputReader inputs, InputReader.Reporter report, CancellationToken cancellation)
{
    /// <summary>Names that the generated members of a stack use.</summary>
    private static readonly string[] GeneratedNames = ["output", "label", "target", "scale", "accumulate", "kiln"];

    public List<InputSpec> Inputs { get; } = [];

    /// <summary>Whether the class carries an input at all, readable or not.</summary>
    public bool MetInput { get; private set; }

    public List<Expression> Layers { get; } = [];

    public void Read()
    {
        TypeDeclarationSyntax? part = null;
        bool divided = false;
        foreach (AttributeData attribute in network.GetAttributes())
        {
            cancellation.ThrowIfCancellationRequested();
            if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax) continue;
            if (KilnNames.IsInputAttribute(attribute.AttributeClass))
            {
                MetInput = true;
                if (inputs.Read(attribute, syntax, GeneratedNames) is { } input) Inputs.Add(input);
                continue;
            }

            if (!KilnNames.IsLayer(attribute.AttributeClass)) continue;
            TypeDeclarationSyntax owner = syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
            part ??= owner;
            if (owner == part) Layers.Add(attributes.ReadLayer(attribute, syntax));
            else if (!divided) report(DeclarationProblems.LayersOnTwoParts, spans.Add(syntax), network.Name);
            divided |= owner != part;
        }
    }
}
