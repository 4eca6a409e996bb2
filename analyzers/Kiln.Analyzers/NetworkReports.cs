using System.Collections.Immutable;
using Kiln.Generator;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Analyzers;

/// <summary>The problems of all networks of a compilation, found when first asked for.</summary>
internal sealed class NetworkReports(Compilation compilation)
{
    private readonly object _gate = new();
    private ImmutableArray<ProblemReport> _reports;

    /// <summary>All reports; a cancelled search leaves nothing behind and the next caller starts again.</summary>
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
            if (NetworkReader.Read(type, compilation, cancellation) is not { } reading) continue;
            foreach (ProblemReport report in ProblemReports.Of(reading, Compiler.Evaluate(reading.Spec, cancellation))) yield return report;
        }
    }
}
