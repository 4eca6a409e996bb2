using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal readonly partial struct Int8ToFloat
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run256(ref sbyte x, ref float y, nint count)
    {
        nint lanes = Vector256<float>.Count;
        if (count < lanes)
        {
            for (nint i = 0; i < count; i++) Unsafe.Add(ref y, i) = scale * (Unsafe.Add(ref x, i) - zero);
            return;
        }

        for (nint i = 0; i < count; i += lanes)
        {
            // The last vector overlaps the one before it.
            nint at = nint.Min(i, count - lanes);
            Vector256<int> values = Int8Lanes.LoadInt256(ref Unsafe.Add(ref x, at), lanes) - Vector256.Create(zero);
            (Vector256.ConvertToSingle(values) * scale).StoreUnsafe(ref y, (nuint)at);
        }
    }
}
