namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// Softmax over those elements of the last dimension whose mask is not 0. The others get 0, and so does a whole row if all of its elements are masked.
    /// </summary>
    /// <param name="mask">Of the same shape, or one for all rows: [columns], or [columns, 1] as <c>LengthMask</c> makes it.</param>
    /// <returns>The layer's output.</returns>
    public Node MaskedSoftmax(Node mask) => throw CompileTimeOnly();
}
