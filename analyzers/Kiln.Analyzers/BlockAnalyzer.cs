using System.Collections.Immutable;
using Kiln.Generator.Faults;
using Kiln.Generator.Problems;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Analyzers;

/// <summary>
/// Finds a Build, Loss or entry whose Node is another type of that name: of a block C# only says that there is nothing to
/// override, of a network nothing at all.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.Of(DeclarationProblems.OtherNode), Descriptors.Of(DeclarationProblems.InternalError)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(Check, SyntaxKind.MethodDeclaration);
    }

    private static void Check(SyntaxNodeAnalysisContext context)
    {
        var method = (MethodDeclarationSyntax)context.Node;
        try
        {
            Check(context, method);
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            Problem problem = Fault.ProblemOf("checking", method.Identifier.ValueText, fault);
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(problem.Kind), method.Identifier.GetLocation(), problem.Message));
        }
    }

    private static void Check(SyntaxNodeAnalysisContext context, MethodDeclarationSyntax method)
    {
        if (method.Identifier.ValueText is not ("Build" or "Loss")
            && !method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Entry" or "EntryAttribute")) return;
        if (context.SemanticModel.GetDeclaredSymbol(method, context.CancellationToken) is not { ContainingType: { } type }
            || !(KilnNames.IsBlock(type) || KilnNames.IsNetwork(type))) return;
        foreach (TypeSyntax used in method.ParameterList.Parameters.Select(parameter => parameter.Type).Prepend(method.ReturnType).OfType<TypeSyntax>())
        {
            if (context.SemanticModel.GetTypeInfo(used, context.CancellationToken).Type is not { Name: "Node" } node || KilnNames.IsNode(node)) continue;
            Diagnostic diagnostic = Diagnostic.Create(
                Descriptors.Of(DeclarationProblems.OtherNode),
                used.GetLocation(),
                new Problem(DeclarationProblems.OtherNode, node.ToDisplayString()).Message);
            context.ReportDiagnostic(diagnostic);
            return;
        }
    }
}
