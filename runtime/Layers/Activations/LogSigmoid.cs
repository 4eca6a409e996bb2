using System.Diagnostics;

namespace Kiln;

/// <summary>The logarithm of the logistic function, ln(1 / (1 + e^-x)), without loss for negative x. Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class LogSigmoidAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="LogSigmoidAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node LogSigmoid() => throw CompileTimeOnly();
}
