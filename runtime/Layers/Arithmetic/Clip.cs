namespace Kiln;

public sealed partial class Node
{
    /// <summary>Limits every element to [min, max]. The gradient passes through elements that are not cut off.</summary>
    /// <param name="min">The lower limit.</param>
    /// <param name="max">The upper limit; at least <paramref name="min"/>.</param>
    /// <returns>The result, of the same shape.</returns>
    public Node Clip(double min = double.NegativeInfinity, double max = double.PositiveInfinity) => throw CompileTimeOnly();
}
