using System.Collections.Immutable;
using Kiln.Generator.Problems;
using Kiln.Generator;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Analyzers;

/// <summary>
/// Reports every problem of every network. It reads and evaluates them as the generator does, once for a compilation, and each file shows those that lie in it:
/// the ones of a block's body too, which only a network elsewhere may bring to light.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkAnalyzer : DiagnosticAnalyzer
{
    private readonly CompilerStages _stages;

    /// <summary>The analyzer that the compiler loads.</summary>
    public NetworkAnalyzer()
        : this(CompilerStages.Default)
    {
    }

    internal NetworkAnalyzer(CompilerStages stages) => _stages = stages;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. Descriptors.All.Where(descriptor => descriptor.Id != DeclarationProblems.OtherNode.Id && descriptor.Id != DeclarationProblems.NetworkForgotten.Id)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        CompilerStages stages = _stages;
        context.RegisterCompilationStartAction(start =>
        {
            var reports = new NetworkReports(start.Compilation, stages);
            start.RegisterSemanticModelAction(file =>
            {
                SyntaxTree tree = file.SemanticModel.SyntaxTree;
                foreach (ProblemReport report in reports.Get(file.CancellationToken))
                    if (report.Span.IsIn(tree)) file.ReportDiagnostic(report.ToDiagnostic(tree));
            });
        });
    }
}
