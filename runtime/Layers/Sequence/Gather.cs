namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// Rows of a sequence by their positions: y[i] = x[indices[i]]. Takes [tokens, features], a parameter of that shape (an embedding whose table other layers
    /// may use, too), or a vector, whose elements it reads; the gradient goes back to the rows that were read.
    /// </summary>
    /// <param name="indices">Positions (int): [count] gives [count, features], one number gives [features]; of a vector [count] and one number.</param>
    /// <returns>The rows.</returns>
    public Node Gather(Node indices) => throw CompileTimeOnly();
}
