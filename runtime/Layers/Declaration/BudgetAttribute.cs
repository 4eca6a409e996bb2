namespace Kiln;

/// <summary>
/// What the network may need at most, its integer form where it has one (<see cref="QuantizeAttribute"/>): more is an error of the build, which names the layer
/// at which most memory is in use. 0 sets no bound.
/// </summary>
/// <param name="arenaBytes">Bytes of working memory for one sample and one thread: <c>ArenaBytes</c>.</param>
/// <param name="weightBytes">Bytes of weights: of the integers in the model file, or of the floats.</param>
/// <param name="multiplyAdds">Multiply-adds for one sample: <c>MultiplyAdds</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute(int arenaBytes = 0, int weightBytes = 0, long multiplyAdds = 0) : Attribute
{
    /// <summary>Bytes of working memory for one sample and one thread.</summary>
    public int ArenaBytes { get; } = arenaBytes;

    /// <summary>Bytes of weights.</summary>
    public int WeightBytes { get; } = weightBytes;

    /// <summary>Multiply-adds for one sample.</summary>
    public long MultiplyAdds { get; } = multiplyAdds;
}
