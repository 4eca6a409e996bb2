namespace Kiln.Generator.Graphs;

/// <summary>What <c>[Quantize]</c> says.</summary>
/// <param name="IsFull">Weights in [-127, 127] instead of those that fit in pairs.</param>
/// <param name="IsPerTensor">One scale for all channels of a weight.</param>
/// <param name="SavesMemory">The smallest arena instead of the fastest kernels.</param>
internal sealed record QuantizationSettings(bool IsFull = false, bool IsPerTensor = false, bool SavesMemory = false)
{
    /// <summary>Layers, and scopes of layers, that stay in floats.</summary>
    public EquatableArray<string> FloatLayers { get; init; } = [];

    /// <summary>Entries that stay in floats, with all that they compute.</summary>
    public EquatableArray<string> FloatEntries { get; init; } = [];

    /// <summary>Whether a layer stays in floats.</summary>
    public bool IsFloat(string name) =>
        FloatLayers.Any(layer => name.StartsWith(layer, StringComparison.Ordinal) && (name.Length == layer.Length || name[layer.Length] == '.'));
}
