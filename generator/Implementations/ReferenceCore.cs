namespace Kiln.Generator.Implementations;

/// <summary>
/// The core in whose cycles costs are printed, whatever machine builds or runs: two units for multiply-adds of 8 floats and two loads of 8 floats in each cycle
/// (Intel Haswell, 2013). The compiler itself counts in multiply-adds, or what takes as long.
/// </summary>
internal static class ReferenceCore
{
    private const long MultiplyAddsPerCycle = 16;

    /// <summary>The cycles for a cost in multiply-adds.</summary>
    public static long Cycles(long cost) => (cost + MultiplyAddsPerCycle - 1) / MultiplyAddsPerCycle;
}
