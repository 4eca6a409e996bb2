using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The self-normalizing exponential linear unit: lambda x where x > 0, else lambda alpha (e^x - 1), with the constants of the paper (Klambauer et al. 2017);
/// starts weights like LeCun. Keeps the shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class SELUAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="SELUAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node SELU() => throw CompileTimeOnly();
}
