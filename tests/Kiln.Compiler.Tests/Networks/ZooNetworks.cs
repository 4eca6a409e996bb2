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

    /// <summary>The attributes of a network's class, in order and without their suffix.</summary>
    public static IEnumerable<string> AttributesOf(string name) =>
        s_sources.GetTypeByMetadataName("Zoo." + name)!.GetAttributes()
            .Select(attribute => attribute.AttributeClass!.Name[..^nameof(Attribute).Length]);

    public static EvaluatedNetwork Evaluate(string name) => NetworkEvaluation.Evaluate(s_sources.Read("Zoo." + name).Spec, CancellationToken.None);
}
