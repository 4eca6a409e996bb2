using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal readonly partial struct Int8MultiplyOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> a, Vector256<int> b)
    {
        // Both factors have 9 bits. A 16-bit product whose upper partner is 0 takes half the time of a 32-bit one.
        Vector256<short> factorA = (a - Vector256.Create(_zeroA)).AsInt16();
        Vector256<short> factorB = ((b - Vector256.Create(_zeroB)) & Vector256.Create((int)ushort.MaxValue)).AsInt16();
        return _rescaling.Apply(Int8Lanes.PairProducts(factorA, factorB));
    }
}
