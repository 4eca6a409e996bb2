using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class Int8Upsampling
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pixel256(
        ref sbyte upper, ref sbyte lower, in Square square, int correction, in Int8Rescaling rescaling, ref sbyte y, nint channels)
    {
        for (nint c = 0; c < channels; c += Vector256<int>.Count)
        {
            nint rest = channels - c;
            Vector256<int> upperLeft = Int8Lanes.LoadInt256(ref Unsafe.Add(ref upper, square.Left + c), rest);
            Vector256<int> upperRight = Int8Lanes.LoadInt256(ref Unsafe.Add(ref upper, square.Right + c), rest);
            Vector256<int> lowerLeft = Int8Lanes.LoadInt256(ref Unsafe.Add(ref lower, square.Left + c), rest);
            Vector256<int> lowerRight = Int8Lanes.LoadInt256(ref Unsafe.Add(ref lower, square.Right + c), rest);
            Vector256<int> sums;
            if (square.IsShort)
            {
                sums = Int8Lanes.PairProducts(Pairs(upperLeft, upperRight), Vector256.Create(square.UpperPair).AsInt16())
                    + Int8Lanes.PairProducts(Pairs(lowerLeft, lowerRight), Vector256.Create(square.LowerPair).AsInt16());
            }
            else
            {
                sums = upperLeft * square.UpperLeft + upperRight * square.UpperRight + lowerLeft * square.LowerLeft + lowerRight * square.LowerRight;
            }

            Int8Lanes.Store(rescaling.Apply(sums - Vector256.Create(correction)), ref Unsafe.Add(ref y, c), rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pairs(Vector256<int> left, Vector256<int> right) =>
        ((left & Vector256.Create((int)ushort.MaxValue)) | (right << 16)).AsInt16();
}
