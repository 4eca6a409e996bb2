using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Enlarges a map by a whole factor: every pixel becomes a square, or new pixels are interpolated with half-pixel centres, as PyTorch does without
/// align_corners. Takes [channels, height, width], gives [channels, height factor, width factor].
/// </summary>
/// <param name="factor">Factor of height and width; at least 1.</param>
/// <param name="interpolation">Where the new pixels come from.</param>
[Conditional(Metadata.Symbol)]
public sealed class UpsampleAttribute(int factor, Interpolation interpolation = Interpolation.Nearest) : LayerAttribute
{
    /// <summary>Factor of height and width; at least 1.</summary>
    public int Factor => factor;

    /// <summary>Where the new pixels come from.</summary>
    public Interpolation Interpolation => interpolation;
}

public sealed partial class Node
{
    /// <inheritdoc cref="UpsampleAttribute"/>
    /// <param name="factor">Factor of height and width; at least 1.</param>
    /// <param name="interpolation">Where the new pixels come from.</param>
    /// <returns>The layer's output.</returns>
    public Node Upsample(int factor, Interpolation interpolation = Interpolation.Nearest) => throw CompileTimeOnly();
}
