using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The same numbers as one vector, in the order channel, row, column. Takes any shape, gives [features].
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class FlattenAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="FlattenAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Flatten() => throw CompileTimeOnly();
}
