namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// Scaled dot-product attention (Vaswani et al. 2017): softmax(query key' / sqrt(width)) value, for each head, a slice of the features. Has no parameters.
    /// </summary>
    /// <param name="query">What asks: [queries, features].</param>
    /// <param name="key">What is compared with: [keys, features].</param>
    /// <param name="value">What is given, one for each key: [keys, features].</param>
    /// <param name="mask">[keys, 1]: keys with 0 are left out; a query that has no key gives 0. <c>LengthMask</c> makes one.</param>
    /// <param name="heads">Slices of the features; divides them.</param>
    /// <param name="dropout">Probability to drop a weight of a key in training; at least 0 and less than 1.</param>
    /// <returns>[queries, features].</returns>
    public static Node ScaledDotProductAttention(Node query, Node key, Node value, Node? mask = null, int heads = 1, double dropout = 0) =>
        throw CompileTimeOnly();
}
