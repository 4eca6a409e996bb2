using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): in training each number is 0 with probability <c>rate</c>, else x / (1 - rate); in inference y = x.
/// </summary>
/// <param name="rate">Probability of dropping a number; at least 0 and less than 1.</param>
[Conditional(Metadata.Symbol)]
public sealed class DropoutAttribute(double rate = 0.5) : LayerAttribute
{
    /// <summary>Probability of dropping a number; at least 0 and less than 1.</summary>
    public double Rate { get; } = rate;
}

public sealed partial class Node
{
    /// <inheritdoc cref="DropoutAttribute"/>
    /// <param name="rate">Probability of dropping a number; at least 0 and less than 1.</param>
    /// <returns>The layer's output.</returns>
    public Node Dropout(double rate = 0.5) => throw CompileTimeOnly();
}
