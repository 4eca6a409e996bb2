using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal readonly partial struct Int8AddOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> a, Vector256<int> b)
    {
        Vector256<short> pairs = ((a & Vector256.Create((int)ushort.MaxValue)) | (b << 16)).AsInt16();
        Vector256<int> sums = (Int8Lanes.PairProducts(pairs, Vector256.Create(_pair).AsInt16()) + Vector256.Create(_offset)) >> _shift;
        return Vector256.Max(Vector256.Min(sums, Vector256.Create(_high)), Vector256.Create(_low));
    }
}
