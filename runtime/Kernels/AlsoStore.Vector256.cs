using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public ref partial struct AlsoStore<TSteps>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> IEpilogue.Apply(Vector256<float> value, nint at, nint channel)
    {
        steps.Apply(value, at, channel).StoreUnsafe(ref y, (nuint)at);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> IEpilogue.ApplyToLanes(Vector256<float> value, nint at, nint stride, nint first, nint last)
    {
        VectorLanes.StoreStrided(steps.ApplyToLanes(value, at, stride, first, last), ref Unsafe.Add(ref y, at), stride, first, last);
        return value;
    }
}
