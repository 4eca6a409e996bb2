namespace Kiln;

public sealed partial class Node
{
    /// <summary>The smaller of two values, element by element; the gradient of a tie goes to the first.</summary>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <returns>The smaller values.</returns>
    public static Node Minimum(Node a, Node b) => throw CompileTimeOnly();
}
