using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>The networks of examples/Zoo, read from their sources.</summary>
internal static class ZooNetworks
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(SharedFiles.Repository, "examples", "Zoo", "Networks"), "*.cs").Order(StringComparer.Ordinal)];

    private static readonly CSharpCompilation s_sources = TestCompilation.Of([.. Files.Select(File.ReadAllText)]);

    public static IReadOnlyList<string> Names { get; } =
    [
        .. s_sources.GlobalNamespace.GetNamespaceMembers().Single(space => space.Name == "Zoo").GetTypeMembers()
            .Where(type => type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == nameof(NetworkAttribute))).Select(type => type.Name),
    ];

    public static EvaluatedNetwork Evaluate(string name) => NetworkEvaluation.Evaluate(s_sources.Read("Zoo." + name).Spec, CancellationToken.None);
}
