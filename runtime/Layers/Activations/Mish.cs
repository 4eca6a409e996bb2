using System.Diagnostics;

namespace Kiln;

/// <summary>x tanh(ln(1 + e^x)) (Misra 2019). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class MishAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="MishAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Mish() => throw CompileTimeOnly();
}
