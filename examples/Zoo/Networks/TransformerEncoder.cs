using Kiln;

namespace Zoo;

/// <summary>Vaswani et al. 2017, figure 1, left, and a classifier over the mean of the tokens that are there.</summary>
[Network]
public sealed partial class TransformerEncoder
{
    private const int Length = 32, Width = 64, Vocabulary = 16, Classes = 8;

    private static Node Build([Input<int>(Length)] Node tokens, [Input<int>] Node length)
    {
        Node mask = Node.LengthMask(length, Length);
        Node x = tokens.Embedding(Vocabulary, Width) + Node.Parameter([Length, Width], Init.Normal, 0.02).Named("position");
        for (int layer = 0; layer < 2; layer++)
        {
            x = (x + x.MultiHeadAttention(heads: 4, mask: mask)).LayerNorm();
            x = (x + x.Dense(4 * Width).ReLU().Dense(Width)).LayerNorm();
        }

        return ((x * mask).Sum(0) / mask.Sum(0)).Dense(Classes);
    }

    private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);
}
