using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The rectifier max(x, 0) (Nair and Hinton 2010); its gradient at 0 is 0. Keeps the shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class ReLUAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="ReLUAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node ReLU() => throw CompileTimeOnly();
}
