using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal readonly partial struct Int8Rescaling
{
    /// <summary>A vector of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums)
    {
        Vector256<int> products = Int8Lanes.HighProducts(sums << _left, Vector256.Create(_multiplier));
        Vector256<int> rounded = ((products + Vector256.Create(_half)) >> _right) + Vector256.Create(_zero);
        return Vector256.Max(Vector256.Min(rounded, Vector256.Create(_high)), Vector256.Create(_low));
    }
}
