namespace Kiln;

public sealed partial class Node
{
    /// <summary>The sum, element by element. Shapes are broadcast: aligned at the last dimension, sizes must be equal, 1 or missing.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    public static Node operator +(Node left, Node right) => throw CompileTimeOnly();

    /// <summary>Adds a number to every element.</summary>
    /// <param name="left">The node.</param>
    /// <param name="right">The number.</param>
    public static Node operator +(Node left, double right) => throw CompileTimeOnly();

    /// <inheritdoc cref="op_Addition(Node, double)"/>
    /// <param name="left">The number.</param>
    /// <param name="right">The node.</param>
    public static Node operator +(double left, Node right) => throw CompileTimeOnly();

    /// <summary>The difference, element by element. Shapes are broadcast: aligned at the last dimension, sizes must be equal, 1 or missing.</summary>
    /// <param name="left">What is subtracted from.</param>
    /// <param name="right">What is subtracted.</param>
    public static Node operator -(Node left, Node right) => throw CompileTimeOnly();

    /// <summary>Subtracts a number from every element.</summary>
    /// <param name="left">The node.</param>
    /// <param name="right">The number.</param>
    public static Node operator -(Node left, double right) => throw CompileTimeOnly();

    /// <summary>Subtracts every element from a number.</summary>
    /// <param name="left">The number.</param>
    /// <param name="right">The node.</param>
    public static Node operator -(double left, Node right) => throw CompileTimeOnly();

    /// <summary>Every element with the opposite sign.</summary>
    /// <param name="value">The node.</param>
    public static Node operator -(Node value) => throw CompileTimeOnly();

    /// <summary>The product, element by element. Shapes are broadcast: aligned at the last dimension, sizes must be equal, 1 or missing.</summary>
    /// <param name="left">The first factor.</param>
    /// <param name="right">The second factor.</param>
    public static Node operator *(Node left, Node right) => throw CompileTimeOnly();

    /// <summary>Multiplies every element by a number.</summary>
    /// <param name="left">The node.</param>
    /// <param name="right">The number.</param>
    public static Node operator *(Node left, double right) => throw CompileTimeOnly();

    /// <inheritdoc cref="op_Multiply(Node, double)"/>
    /// <param name="left">The number.</param>
    /// <param name="right">The node.</param>
    public static Node operator *(double left, Node right) => throw CompileTimeOnly();

    /// <summary>The quotient, element by element. Shapes are broadcast: aligned at the last dimension, sizes must be equal, 1 or missing.</summary>
    /// <param name="left">The numerator.</param>
    /// <param name="right">The denominator.</param>
    public static Node operator /(Node left, Node right) => throw CompileTimeOnly();

    /// <summary>Divides every element by a number.</summary>
    /// <param name="left">The node.</param>
    /// <param name="right">The number.</param>
    public static Node operator /(Node left, double right) => throw CompileTimeOnly();

    /// <summary>Divides a number by every element.</summary>
    /// <param name="left">The number.</param>
    /// <param name="right">The node.</param>
    public static Node operator /(double left, Node right) => throw CompileTimeOnly();
}
