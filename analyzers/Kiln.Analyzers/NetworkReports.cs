using System.Collections.Immutable;
using Kiln.Generator;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Analyzers;

/// <summary>The problems of all networks of a compilation, found when first asked for.</summary>
internal sealed class NetworkReports(Compilation compilation, CompilerStages stages)
{
    private readonly object _gate = new();
    private ImmutableArray<ProblemReport> _reports;

    /// <summary>All reports; a cancelled search keeps nothing, and the next caller starts again.</summary>
    public ImmutableArray<ProblemReport> Get(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_reports.IsDefault) _reports = [.. Find(cancellation).Distinct()];
            return _reports;
        }
    }

    private IEnumerable<ProblemReport> Find(CancellationToken cancellation)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (TypeDeclarationSyntax candidate in NetworkCandidates.In(compilation, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            SemanticModel model = SemanticModels.Of(compilation, candidate.SyntaxTree);
            if (model.GetDeclaredSymbol(candidate, cancellation) is not INamedTypeSymbol type || !seen.Add(type)) continue;
            if (stages.Read(type, compilation, cancellation) is not { } reading) continue;
            foreach (ProblemReport report in stages.Report(reading, cancellation)) yield return report;
        }
    }
}
