using System.Diagnostics;

namespace Kiln;

/// <summary>x / (1 + |x|) (Bergstra et al. 2009). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class SoftsignAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="SoftsignAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Softsign() => throw CompileTimeOnly();
}
