using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Multi-head self-attention (Vaswani et al. 2017): each token collects what its heads look for from all tokens of its sequence. Takes a sequence [tokens,
/// features] and keeps its shape. The parameters are PyTorch's: <c>in_proj_weight</c> [3 features, features], <c>in_proj_bias</c> [3 features],
/// <c>out_proj.weight</c> [features, features], <c>out_proj.bias</c> [features].
/// </summary>
/// <param name="heads">Slices of the features that attend separately; must divide the features.</param>
/// <param name="dropout">Probability of dropping a token's weight in training; at least 0 and less than 1.</param>
[Conditional(Metadata.Symbol)]
public sealed class MultiHeadAttentionAttribute(int heads, double dropout = 0) : LayerAttribute
{
    /// <summary>Slices of the features that attend separately; must divide the features.</summary>
    public int Heads { get; } = heads;

    /// <summary>Probability of dropping a token's weight in training; at least 0 and less than 1.</summary>
    public double Dropout { get; } = dropout;
}

public sealed partial class Node
{
    /// <inheritdoc cref="MultiHeadAttentionAttribute"/>
    /// <param name="heads">Slices of the features that attend separately; must divide the features.</param>
    /// <param name="mask">[tokens, 1]: tokens with 0 are left out. <c>LengthMask</c> makes one.</param>
    /// <param name="dropout">Probability of dropping a token's weight in training; at least 0 and less than 1.</param>
    /// <returns>The layer's output.</returns>
    public Node MultiHeadAttention(int heads, Node? mask = null, double dropout = 0) => throw CompileTimeOnly();
}
