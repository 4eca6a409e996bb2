using System.Runtime.Intrinsics;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Arm's widening instructions lane by lane, from their description.</summary>
internal readonly struct EmulatedInstructions : IWideningInstructions
{
    public static Vector128<short> MultiplyLower(Vector128<sbyte> left, Vector128<sbyte> right) => Multiply(left, right, 0);

    public static Vector128<short> MultiplyUpper(Vector128<sbyte> left, Vector128<sbyte> right) => Multiply(left, right, 8);

    public static Vector128<short> AddPairs(Vector128<short> left, Vector128<short> right)
    {
        short[] lanes = new short[8];
        for (int i = 0; i < 4; i++)
        {
            lanes[i] = unchecked((short)(left[2 * i] + left[2 * i + 1]));
            lanes[4 + i] = unchecked((short)(right[2 * i] + right[2 * i + 1]));
        }

        return Vector128.Create(lanes);
    }

    public static Vector128<int> AddPairs(Vector128<int> left, Vector128<int> right) =>
        Vector128.Create(left[0] + left[1], left[2] + left[3], right[0] + right[1], right[2] + right[3]);

    public static Vector128<int> AddWidePairs(Vector128<int> sums, Vector128<short> values)
    {
        int[] lanes = new int[4];
        for (int i = 0; i < 4; i++) lanes[i] = sums[i] + values[2 * i] + values[2 * i + 1];
        return Vector128.Create(lanes);
    }

    private static Vector128<short> Multiply(Vector128<sbyte> left, Vector128<sbyte> right, int first)
    {
        short[] lanes = new short[8];
        for (int i = 0; i < 8; i++) lanes[i] = (short)(left[first + i] * right[first + i]);
        return Vector128.Create(lanes);
    }
}
