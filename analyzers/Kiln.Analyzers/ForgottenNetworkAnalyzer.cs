using System.Collections.Immutable;
using Kiln.Generator.Problems;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Analyzers;

/// <summary>
/// Finds classes that are written like networks but carry no <c>[Network]</c>: of them Kiln makes nothing, and C# only says that members are missing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForgottenNetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.Of(DeclarationProblems.NetworkForgotten)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || KilnNames.IsNetwork(type) || KilnNames.IsBlock(type)) return;

        // An attribute that does not exist may be a misspelled one, of which the C# compiler tells.
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        if (attributes.Any(attribute => attribute.AttributeClass is null or { TypeKind: TypeKind.Error })) return;
        if (Sign(type, attributes) is not (string sign, SyntaxReference place)) return;
        if (place.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.Of(DeclarationProblems.NetworkForgotten),
            declaration.Identifier.GetLocation(),
            new Problem(DeclarationProblems.NetworkForgotten, type.Name, sign).Message));
    }

    /// <summary>What makes a class look like a network, and where; null if nothing does.</summary>
    private static (string Sign, SyntaxReference Place)? Sign(INamedTypeSymbol type, ImmutableArray<AttributeData> attributes)
    {
        foreach (AttributeData attribute in attributes)
            if (attribute.ApplicationSyntaxReference is { } place && Sign(attribute) is { } sign) return (sign, place);
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
            foreach (AttributeData attribute in method.GetAttributes().Concat(method.Parameters.SelectMany(parameter => parameter.GetAttributes())))
                if (attribute.ApplicationSyntaxReference is { } place && SignOnMethod(attribute) is { } sign) return ($"{sign} on {method.Name}", place);
        return null;
    }

    private static string? Sign(AttributeData attribute) => attribute.AttributeClass switch
    {
        var type when KilnNames.IsLayer(type) => "layers",
        var type when KilnNames.IsInputAttribute(type) => "an input",
        var type when KilnNames.IsQuantizeAttribute(type) => "[Quantize]",
        var type when KilnNames.IsBudgetAttribute(type) => "[Budget]",
        _ => null,
    };

    private static string? SignOnMethod(AttributeData attribute) => KilnNames.IsEntryAttribute(attribute.AttributeClass) ? "[Entry]" : Sign(attribute);
}
