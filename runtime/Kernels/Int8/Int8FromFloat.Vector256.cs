using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal readonly partial struct Int8FromFloat
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run256(ref float x, ref sbyte y, nint count)
    {
        nint lanes = Vector256<float>.Count;
        if (count < lanes)
        {
            for (nint i = 0; i < count; i++) Unsafe.Add(ref y, i) = Quantize(Unsafe.Add(ref x, i));
            return;
        }

        Vector256<float> factor = Vector256.Create(inverseScale), zeros = Vector256.Create((float)zero);
        for (nint i = 0; i < count; i += lanes)
        {
            // The last vector overlaps the one before it.
            nint at = nint.Min(i, count - lanes);
            Vector256<float> value = Vector256.LoadUnsafe(ref x, (nuint)at) * factor + zeros;
            value = Vector256.ConditionalSelect(Vector256.Equals(value, value), value, zeros);
            value = Vector256.MaxNative(Vector256.MinNative(value, Vector256.Create((float)sbyte.MaxValue)), Vector256.Create((float)sbyte.MinValue));
            value += Vector256.Create(AlmostHalf) | (value & Vector256.Create(-0f));
            Int8Lanes.Store(Vector256.ConvertToInt32Native(value), ref Unsafe.Add(ref y, at), lanes);
        }
    }
}
