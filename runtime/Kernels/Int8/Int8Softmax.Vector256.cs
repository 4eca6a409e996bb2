using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class Int8Softmax
{
    /// <summary>
    /// The quotient of floats is off by one at most, because quotients have 9 bits; the remainder says which way. Sums are at most 2^30, so everything fits in
    /// 31 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide256(ref int entries, int sum, ref sbyte y, nint count)
    {
        Vector256<int> sums = Vector256.Create(sum);
        Vector256<float> inverse = Vector256.Create(1f / sum);
        for (nint i = 0; i < count; i += Vector256<int>.Count)
        {
            Vector256<int> dividend = (Vector256.LoadUnsafe(ref entries, (nuint)i) << 8) + (sums >>> 1);
            Vector256<int> quotient = Vector256.ConvertToInt32Native(Vector256.ConvertToSingle(dividend) * inverse);
            Vector256<int> remainder = dividend - quotient * sums;

            // Comparisons give -1 where they hold.
            quotient += Vector256.LessThan(remainder, Vector256<int>.Zero) - Vector256.GreaterThanOrEqual(remainder, sums);
            Int8Lanes.Store(Vector256.Min(quotient, Vector256.Create((int)byte.MaxValue)) - Vector256.Create(-(int)sbyte.MinValue), ref Unsafe.Add(ref y, i), count - i);
        }
    }
}
