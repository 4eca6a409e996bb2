using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Bodies lie in other files than the network: the one place that asks a compilation for the semantic model of any tree.</summary>
internal static class SemanticModels
{
    // A semantic model costs time, but Reading keeps what it lowers for the compilation, so each body asks once.
#pragma warning disable RS1030
    public static SemanticModel Of(Compilation compilation, SyntaxTree tree) => compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
}
