using System.Diagnostics;

namespace Kiln;

/// <summary>x / 6 + 1/2, limited to [0, 1] (Howard et al. 2019). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class HardSigmoidAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="HardSigmoidAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node HardSigmoid() => throw CompileTimeOnly();
}
