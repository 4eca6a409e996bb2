namespace Kiln;

public sealed partial class Node
{
    /// <summary>Every element raised to a power.</summary>
    /// <param name="exponent">The power; a whole number where elements may be negative.</param>
    /// <returns>The result, of the same shape.</returns>
    public Node Power(double exponent) => throw CompileTimeOnly();

    /// <summary>Every element raised to the power at the same place of the other node.</summary>
    /// <param name="exponent">The powers.</param>
    /// <returns>The result, of the same shape.</returns>
    public Node Power(Node exponent) => throw CompileTimeOnly();
}
