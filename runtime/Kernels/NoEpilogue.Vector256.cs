using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public readonly partial struct NoEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> IEpilogue.Apply(Vector256<float> value, nint at, nint channel) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> IEpilogue.ApplyToLanes(Vector256<float> value, nint at, nint stride, nint first, nint last) => value;
}
