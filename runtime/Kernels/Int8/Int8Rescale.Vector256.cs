using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class Int8Rescale
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256(ref sbyte x, int zero, Int8Rescaling rescaling, ref sbyte y, nint count)
    {
        for (nint i = 0; i < count; i += Vector256<int>.Count)
        {
            nint rest = count - i;
            Vector256<int> values = Int8Lanes.LoadInt256(ref Unsafe.Add(ref x, i), rest) - Vector256.Create(zero);
            Int8Lanes.Store(rescaling.Apply(values), ref Unsafe.Add(ref y, i), rest);
        }
    }
}
