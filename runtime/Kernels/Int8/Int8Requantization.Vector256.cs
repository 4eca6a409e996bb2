using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8Requantization
{
    /// <summary>Sums by one multiplication and addition of floats, where packing found that it is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Float(Vector256<float> sums, Vector256<float> factors, Vector256<float> magic) =>
        Vector256.FusedMultiplyAdd(sums, factors, magic).AsInt32() - Vector256.Create(MagicBits);

    /// <summary>Sums of one vector of channels; <paramref name="bias"/> is where their biases lie in a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Apply(Vector256<int> sums, ref int bias, bool isFloatExact, int outputZero)
    {
        if (isFloatExact)
        {
            Vector256<float> factors = Vector256.LoadUnsafe(ref bias, Int8Header.Factors).AsSingle();
            return Float(Vector256.ConvertToSingle(sums), factors, Vector256.Create(Magic(outputZero)));
        }

        return Integer(
            sums, Vector256.LoadUnsafe(ref bias, Int8Header.Multipliers), Vector256.LoadUnsafe(ref bias, Int8Header.Shifts), outputZero);
    }
}
