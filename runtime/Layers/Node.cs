namespace Kiln;

/// <summary>
/// A value of the graph, in the body of a block or of a graph method such as <c>Build</c>. It exists only while Kiln compiles the network: each call adds a
/// layer, sizes are known, and nothing of it runs in your program. Shapes are those of one sample; the batch is never part of them.
/// </summary>
public sealed partial class Node
{
    private Node()
    {
    }

    /// <summary>Channels of a map, features of a vector.</summary>
    public int Channels => throw CompileTimeOnly();

    /// <summary>Rows of a map.</summary>
    public int Height => throw CompileTimeOnly();

    /// <summary>Columns of a map.</summary>
    public int Width => throw CompileTimeOnly();

    /// <summary>Number of dimensions: 3 for a map, 1 for a vector, 0 for one number.</summary>
    public int Rank => throw CompileTimeOnly();

    /// <summary>The size of one dimension; <c>^1</c> is the last one.</summary>
    /// <param name="dimension">Which dimension, not counting the batch.</param>
    public int this[Index dimension] => throw CompileTimeOnly();

    /// <summary>Applies a block. Applying one block object twice shares its parameters; two objects have parameters of their own.</summary>
    /// <param name="block">The block, such as <c>new TwoLayerAttribute(32)</c>.</param>
    /// <returns>What the block returns.</returns>
    public Node Apply(BlockAttribute block) => throw CompileTimeOnly();

    /// <summary>Names the layer or block whose call comes directly before this one.</summary>
    /// <param name="name">Letters, digits, '_' and '-'.</param>
    /// <returns>The same node.</returns>
    public Node Named(string name) => throw CompileTimeOnly();

    /// <summary>Thrown by every member if it is run after all.</summary>
    private static InvalidOperationException CompileTimeOnly() =>
        new("A Node exists only while Kiln compiles a network; the Build method of a block is evaluated then and cannot be called.");
}
