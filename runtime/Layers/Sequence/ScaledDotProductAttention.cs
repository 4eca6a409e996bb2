namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// Scaled dot-product attention (Vaswani et al. 2017): softmax(query key' / sqrt(width)) value, for each head, a slice of the features. Has no parameters.
    /// </summary>
    /// <param name="query">The queries: [queries, features].</param>
    /// <param name="key">What queries are compared with: [keys, features].</param>
    /// <param name="value">What queries receive, one value for each key: [keys, features].</param>
    /// <param name="mask">[keys, 1]: keys with 0 are left out; a query without any key gives 0. <c>LengthMask</c> makes one.</param>
    /// <param name="heads">Slices of the features; must divide them.</param>
    /// <param name="dropout">Probability of dropping a key's weight in training; at least 0 and less than 1.</param>
    /// <returns>[queries, features].</returns>
    public static Node ScaledDotProductAttention(Node query, Node key, Node value, Node? mask = null, int heads = 1, double dropout = 0) =>
        throw CompileTimeOnly();
}
