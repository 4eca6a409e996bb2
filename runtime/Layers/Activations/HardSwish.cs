using System.Diagnostics;

namespace Kiln;

/// <summary>x times its hard sigmoid (Howard et al. 2019). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class HardSwishAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="HardSwishAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node HardSwish() => throw CompileTimeOnly();
}
