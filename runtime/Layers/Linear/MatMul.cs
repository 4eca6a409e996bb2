namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// The product of two matrices of each sample: [rows, depth] times [depth, columns]. Further dimensions in front are so many matrices, each multiplied with its own:
    /// they must be equal. A parameter is the same factor for every sample.
    /// </summary>
    /// <param name="right">The right factor, of as many dimensions.</param>
    /// <param name="transposeA">Whether the left factor, this node, is [depth, rows].</param>
    /// <param name="transposeB">Whether the right factor is [columns, depth].</param>
    /// <returns>[rows, columns].</returns>
    public Node MatMul(Node right, bool transposeA = false, bool transposeB = false) => throw CompileTimeOnly();
}
