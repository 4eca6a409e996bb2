namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// Joins values along the first dimension: the channels of maps of one size, the elements of vectors, the tokens of sequences.
    /// </summary>
    /// <param name="nodes">The parts, in order; they agree in all other dimensions.</param>
    /// <returns>The whole.</returns>
    public static Node Concat(params Node[] nodes) => throw CompileTimeOnly();

    /// <summary>Joins values along one dimension.</summary>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    /// <param name="nodes">The parts, in order; they agree in all other dimensions.</param>
    /// <returns>The whole.</returns>
    public static Node Concat(int axis, params Node[] nodes) => throw CompileTimeOnly();
}
