namespace Kiln.Generator.Implementations;

/// <summary>
/// The core in whose cycles implementations are compared, whatever machine builds or runs: two units for multiply-adds of 8 floats and two loads of 8 floats
/// in each cycle (Intel Haswell, 2013).
/// </summary>
internal static class ReferenceCore
{
    private const double MultiplyAddsPerCycle = 16, ElementsPerCycle = 16;

    /// <summary>Cycles for so many multiply-adds at this part of the full throughput, and for as many elements to be moved.</summary>
    public static double Cycles(double multiplyAdds, double efficiency, double elements) =>
        (multiplyAdds / (MultiplyAddsPerCycle * efficiency)) + (elements / ElementsPerCycle);
}
