using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class Int8Sum
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SumOfRun256(ref sbyte x, nint count)
    {
        nint lanes = Vector256<sbyte>.Count, whole = count - count % lanes, i = 0;
        Vector256<int> sums = Vector256<int>.Zero;
        while (i < whole)
        {
            Vector256<short> shorts = Vector256<short>.Zero;
            for (nint end = nint.Min(whole, i + PairsOfShort * lanes); i < end; i += lanes)
            {
                Vector256<sbyte> values = Vector256.LoadUnsafe(ref x, (nuint)i);
                shorts += Vector256.WidenLower(values) + Vector256.WidenUpper(values);
            }

            sums += Vector256.WidenLower(shorts) + Vector256.WidenUpper(shorts);
        }

        for (nint step = Vector256<int>.Count; i < count; i += step) sums += Int8Lanes.LoadInt256(ref Unsafe.Add(ref x, i), count - i);
        return Vector256.Sum(sums);
    }
}
