namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// The product of two matrices of each sample: [rows, depth] times [depth, columns]. Leading dimensions count matrices, each multiplied by
    /// its counterpart; sizes of 1 and missing ones broadcast there. The product with a matrix of parameters is a dense layer without bias.
    /// </summary>
    /// <param name="right">The right factor.</param>
    /// <param name="transposeA">Whether the left factor, this node, is [depth, rows].</param>
    /// <param name="transposeB">Whether the right factor is [columns, depth].</param>
    /// <returns>[rows, columns].</returns>
    public Node MatMul(Node right, bool transposeA = false, bool transposeB = false) => throw CompileTimeOnly();
}
