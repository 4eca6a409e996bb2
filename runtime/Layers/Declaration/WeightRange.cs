namespace Kiln;

/// <summary>The range of the weights of a network in integers.</summary>
public enum WeightRange
{
    /// <summary>
    /// Neighbouring weights are limited together, so that sums of two products of bytes never saturate 16 bits: fast and exact on every machine.
    /// </summary>
    Pairs,

    /// <summary>Every weight takes [-127, 127], at the cost of speed where processors add pairs of products in 16 bits.</summary>
    Full,
}
