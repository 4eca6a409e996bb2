using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>The instructions of Arm's vectors that make dot products of quads where the dot product instruction is missing.</summary>
internal interface IWideningInstructions
{
    /// <summary>SMULL: products of the lower halves' lanes.</summary>
    static abstract Vector128<short> MultiplyLower(Vector128<sbyte> left, Vector128<sbyte> right);

    /// <summary>SMULL2: products of the upper halves' lanes.</summary>
    static abstract Vector128<short> MultiplyUpper(Vector128<sbyte> left, Vector128<sbyte> right);

    /// <summary>ADDP: sums of neighbours of the left vector, then of the right one, modulo 2^16.</summary>
    static abstract Vector128<short> AddPairs(Vector128<short> left, Vector128<short> right);

    /// <summary>ADDP: sums of neighbours of the left vector, then of the right one, modulo 2^32.</summary>
    static abstract Vector128<int> AddPairs(Vector128<int> left, Vector128<int> right);

    /// <summary>SADALP: the sums plus the sums of neighbours, which are widened first.</summary>
    static abstract Vector128<int> AddWidePairs(Vector128<int> sums, Vector128<short> values);
}
