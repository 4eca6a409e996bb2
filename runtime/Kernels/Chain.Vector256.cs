using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public ref partial struct Chain<TFirst, TSecond>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> IEpilogue.Apply(Vector256<float> value, nint at, nint channel) => second.Apply(first.Apply(value, at, channel), at, channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> IEpilogue.ApplyToLanes(Vector256<float> value, nint at, nint stride, nint first, nint last) =>
        second.ApplyToLanes(this.first.ApplyToLanes(value, at, stride, first, last), at, stride, first, last);
}
