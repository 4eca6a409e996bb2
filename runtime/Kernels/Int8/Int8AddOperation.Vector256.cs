using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal readonly partial struct Int8AddOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> a, Vector256<int> b)
    {
        Vector256<short> pairs = ((a & Vector256.Create((int)ushort.MaxValue)) | (b << 16)).AsInt16();
        return Vector256.Max(Vector256.Min(Sums(pairs), Vector256.Create(_high)), Vector256.Create(_low));
    }

    /// <summary>
    /// Whole vectors of bytes; returns the elements that are done. Bytes are paired and widened within each 16 bytes of a vector; narrowing, which saturates,
    /// takes them back to their places.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private nint RunBytes256(ref sbyte a, ref sbyte b, ref sbyte y, nint count)
    {
        Int8AddOperation local = this;
        Vector256<sbyte> low = Vector256.Create((sbyte)_low), high = Vector256.Create((sbyte)_high);
        nint i = 0;
        for (; i <= count - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            Vector256<sbyte> valuesA = Vector256.LoadUnsafe(ref a, (nuint)i), valuesB = Vector256.LoadUnsafe(ref b, (nuint)i);
            Vector256<sbyte> lower = Int8Lanes.UnpackLower(valuesA, valuesB), upper = Int8Lanes.UnpackUpper(valuesA, valuesB);
            Vector256<int> first = local.Sums(Int8Lanes.UnpackLower(lower, lower).AsInt16() >> 8);
            Vector256<int> second = local.Sums(Int8Lanes.UnpackUpper(lower, lower).AsInt16() >> 8);
            Vector256<int> third = local.Sums(Int8Lanes.UnpackLower(upper, upper).AsInt16() >> 8);
            Vector256<int> fourth = local.Sums(Int8Lanes.UnpackUpper(upper, upper).AsInt16() >> 8);
            Vector256<sbyte> sums = Int8Lanes.Pack(first, second, third, fourth);
            Vector256.Max(Vector256.Min(sums, high), low).StoreUnsafe(ref y, (nuint)i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Sums(Vector256<short> pairs) =>
        (Int8Lanes.PairProducts(pairs, Vector256.Create(_pair).AsInt16()) + Vector256.Create(_offset)) >> _shift;
}
