using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorLanes
{
    /// <summary>Stores a whole vector, or adds it to what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, ref float destination, bool adds) =>
        (adds ? value + Vector256.LoadUnsafe(ref destination) : value).StoreUnsafe(ref destination);

    /// <summary>
    /// Lane i is the float at i * <paramref name="stride"/> for <paramref name="first"/> &lt;= i &lt; <paramref name="last"/>, else 0; reads nothing else.
    /// </summary>
    public static Vector256<float> LoadStrided256(ref float source, nint stride, nint first, nint last)
    {
        Vector256<float> value = Vector256<float>.Zero;
        for (nint lane = first; lane < last; lane++) value = value.WithElement((int)lane, Unsafe.Add(ref source, lane * stride));
        return value;
    }

    /// <summary>Stores lane i at i * <paramref name="stride"/> for <paramref name="first"/> &lt;= i &lt; <paramref name="last"/>.</summary>
    public static void StoreStrided(Vector256<float> value, ref float destination, nint stride, nint first, nint last)
    {
        for (nint lane = first; lane < last; lane++) Unsafe.Add(ref destination, lane * stride) = value.GetElement((int)lane);
    }

    /// <summary>A mask of the lanes from <paramref name="first"/> up to and without <paramref name="last"/>.</summary>
    public static Vector256<float> Mask256(nint first, nint last) =>
        (Vector256.GreaterThanOrEqual(Vector256<int>.Indices, Vector256.Create((int)first))
            & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)last))).AsSingle();
}
