using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The perceptron's threshold: 1 where x > 0, else 0 (Rosenblatt 1958). Its derivative is 0, so nothing before it is trained. Keeps the shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class StepAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="StepAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Step() => throw CompileTimeOnly();
}
