using Kiln.Generator.Evaluation;

namespace Kiln.Generator.Ops;

/// <summary>The one list of layers: attribute, fluent method and op of a row have one name.</summary>
internal static class OpTable
{
    public static IReadOnlyList<Layer> Layers { get; } =
    [
    ];
}
