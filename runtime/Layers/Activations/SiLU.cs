using System.Diagnostics;

namespace Kiln;

/// <summary>The sigmoid linear unit, also known as Swish: x sigmoid(x) (Elfwing et al. 2018). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class SiLUAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="SiLUAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node SiLU() => throw CompileTimeOnly();
}
