using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Bodies may be in other files than the network, so this is the one place that asks a compilation for the semantic model of any tree.</summary>
internal static class SemanticModels
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxTree, SemanticModel>> Models = new();

    // A semantic model costs time and keeps what it has bound, so each tree of a compilation has just one. No body means anything else where a value may be
    // null, and to follow nulls through it takes as long as all the rest of binding.
#pragma warning disable RS1030, RSEXPERIMENTAL001
    public static SemanticModel Of(Compilation compilation, SyntaxTree tree) =>
        Models.GetValue(compilation, _ => new()).GetOrAdd(tree, added => compilation.GetSemanticModel(added, SemanticModelOptions.DisableNullableAnalysis));
#pragma warning restore RS1030, RSEXPERIMENTAL001
}
