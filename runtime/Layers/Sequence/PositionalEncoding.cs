using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Adds sinusoidal positions (Vaswani et al. 2017), so that attention can tell tokens apart: position t adds sin(t / 10000^(2i / features)) to feature 2i and
/// the cosine of the same to feature 2i + 1. Takes a sequence [tokens, features] and keeps its shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class PositionalEncodingAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="PositionalEncodingAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node PositionalEncoding() => throw CompileTimeOnly();
}
