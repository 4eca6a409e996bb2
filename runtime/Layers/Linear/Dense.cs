using System.Diagnostics;

namespace Kiln;

/// <summary>
/// A fully connected layer: y[n] = b[n] + sum over k of W[n, k] x[k]. Takes a vector [features], gives [units]; or a sequence [tokens, features], gives
/// [tokens, units]. Parameters: <c>weight</c> [units, features], <c>bias</c> [units].
/// </summary>
/// <param name="units">Length of the output; at least 1.</param>
/// <param name="bias">Whether b is added.</param>
/// <param name="init">How the weights start.</param>
/// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
[Conditional(Metadata.Symbol)]
public sealed class DenseAttribute(int units, bool bias = true, Init init = Init.Auto, double initScale = 0) : LayerAttribute
{
    /// <summary>Length of the output; at least 1.</summary>
    public int Units { get; } = units;

    /// <summary>Whether b is added.</summary>
    public bool Bias { get; } = bias;

    /// <summary>How the weights start.</summary>
    public Init Init { get; } = init;

    /// <summary>Standard deviation, constant or gain of init; 0 takes its default.</summary>
    public double InitScale { get; } = initScale;
}

public sealed partial class Node
{
    /// <inheritdoc cref="DenseAttribute"/>
    /// <param name="units">Length of the output; at least 1.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="initScale">Standard deviation, constant or gain of init; 0 takes its default.</param>
    /// <returns>The layer's output.</returns>
    public Node Dense(int units, bool bias = true, Init init = Init.Auto, double initScale = 0) => throw CompileTimeOnly();
}
