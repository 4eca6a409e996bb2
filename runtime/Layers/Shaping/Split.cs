namespace Kiln;

public sealed partial class Node
{
    /// <summary>Cuts the value into equal parts along one dimension.</summary>
    /// <param name="parts">How many; must divide the dimension.</param>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    /// <returns>The parts, in order.</returns>
    public Node[] Split(int parts, int axis = 0) => throw CompileTimeOnly();

    /// <summary>Cuts the value into parts of given sizes along one dimension.</summary>
    /// <param name="sizes">The sizes, which add up to the dimension.</param>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    /// <returns>The parts, in order.</returns>
    public Node[] Split(int[] sizes, int axis = 0) => throw CompileTimeOnly();
}
