using System.Diagnostics;

namespace Kiln;

/// <summary>
/// 1 at the index, 0 elsewhere. Takes class indices, <c>[Input&lt;int&gt;(tokens)]</c>, and gives [tokens, classes]; one index, <c>[Input&lt;int&gt;]</c>,
/// gives [classes], and a map of them [height, width, classes].
/// </summary>
/// <param name="classes">Number of classes: indices run from 0 to classes - 1.</param>
[Conditional(Metadata.Symbol)]
public sealed class OneHotAttribute(int classes) : LayerAttribute
{
    /// <summary>Number of classes: indices run from 0 to classes - 1.</summary>
    public int Classes { get; } = classes;
}

public sealed partial class Node
{
    /// <inheritdoc cref="OneHotAttribute"/>
    /// <param name="classes">Number of classes: indices run from 0 to classes - 1.</param>
    /// <returns>The layer's output.</returns>
    public Node OneHot(int classes) => throw CompileTimeOnly();
}
