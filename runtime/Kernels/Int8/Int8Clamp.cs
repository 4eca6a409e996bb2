using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Bounds for bytes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Clamp
{
    /// <summary>y = min(max(x, clamp[0]), clamp[1]) for so many elements that lie one behind the other; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref sbyte x, ref sbyte clamp, ref sbyte y, nint count)
    {
        sbyte low = clamp, high = Unsafe.Add(ref clamp, 1);
        nint i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i <= count - Vector512<sbyte>.Count; i += Vector512<sbyte>.Count)
                Vector512.Max(Vector512.Min(Vector512.LoadUnsafe(ref x, (nuint)i), Vector512.Create(high)), Vector512.Create(low)).StoreUnsafe(ref y, (nuint)i);
        if (Vector256.IsHardwareAccelerated)
            for (; i <= count - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
                Vector256.Max(Vector256.Min(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.Create(high)), Vector256.Create(low)).StoreUnsafe(ref y, (nuint)i);
        for (; i <= count - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
            Bound(Vector128.LoadUnsafe(ref x, (nuint)i), low, high).StoreUnsafe(ref y, (nuint)i);
        if (i == count) return;
        Int8Lanes.StoreFirst(Bound(Int8Lanes.LoadFirst(ref Unsafe.Add(ref x, i), count - i), low, high), ref Unsafe.Add(ref y, i), count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Bound(Vector128<sbyte> value, sbyte low, sbyte high) =>
        Vector128.Max(Vector128.Min(value, Vector128.Create(high)), Vector128.Create(low));
}
