using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8Binary
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256<TOperation>(in TOperation operation, ref sbyte a, nint strideA, ref sbyte b, nint strideB, ref sbyte y, nint count)
        where TOperation : struct, IInt8Operation
    {
        TOperation local = operation;
        Vector256<int> oneA = Vector256.Create((int)a), oneB = Vector256.Create((int)b);
        for (nint i = 0; i < count; i += Vector256<int>.Count)
        {
            nint rest = count - i;
            Vector256<int> valuesA = strideA == 0 ? oneA : Int8Lanes.LoadInt256(ref Unsafe.Add(ref a, i), rest);
            Vector256<int> valuesB = strideB == 0 ? oneB : Int8Lanes.LoadInt256(ref Unsafe.Add(ref b, i), rest);
            Int8Lanes.Store(local.Apply(valuesA, valuesB), ref Unsafe.Add(ref y, i), rest);
        }
    }
}
