using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The mean of each channel (Lin et al. 2013). Takes [channels, height, width], gives [channels, 1, 1].
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class GlobalAveragePoolAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="GlobalAveragePoolAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node GlobalAveragePool() => throw CompileTimeOnly();
}
