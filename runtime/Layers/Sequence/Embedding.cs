using System.Diagnostics;

namespace Kiln;

/// <summary>
/// A vector for each index: rows of a trained table. Takes token ids, <c>[Input&lt;int&gt;(tokens)]</c>, and gives [tokens, units]; one index,
/// <c>[Input&lt;int&gt;]</c>, gives [units]. Parameters: <c>weight</c> [vocabulary, units], which starts normal with deviation 1, like PyTorch's.
/// </summary>
/// <param name="vocabulary">Rows of the table: indices run from 0 to vocabulary - 1.</param>
/// <param name="units">Length of the vectors; at least 1.</param>
[Conditional(Metadata.Symbol)]
public sealed class EmbeddingAttribute(int vocabulary, int units) : LayerAttribute
{
    /// <summary>Rows of the table: indices run from 0 to vocabulary - 1.</summary>
    public int Vocabulary { get; } = vocabulary;

    /// <summary>Length of the vectors; at least 1.</summary>
    public int Units { get; } = units;
}

public sealed partial class Node
{
    /// <inheritdoc cref="EmbeddingAttribute"/>
    /// <param name="vocabulary">Rows of the table: indices run from 0 to vocabulary - 1.</param>
    /// <param name="units">Length of the vectors; at least 1.</param>
    /// <returns>The layer's output.</returns>
    public Node Embedding(int vocabulary, int units) => throw CompileTimeOnly();
}
