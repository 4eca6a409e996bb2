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

    /// <summary>Requantizes and stores a tile of sums, [pixels][vectors], for any multipliers and any number of channels.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="pixels">Pixels of the tile.</param>
    /// <param name="vectors">Vectors of channels, 1 or 2.</param>
    /// <param name="bias">Where the biases of the first vector's channels lie in their block.</param>
    /// <param name="secondBias">From there to those of the second vector.</param>
    /// <param name="header">What all channels have in common.</param>
    /// <param name="y">The first output.</param>
    /// <param name="outputStride">Bytes from one pixel to the next.</param>
    /// <param name="channels">Channels that there are from the first one on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void StoreTile(
        ref Vector256<int> sums, nint pixels, nint vectors, ref int bias, nint secondBias, ref Int8Header header, ref sbyte y, nint outputStride, nint channels)
    {
        bool isFloatExact = UsesFloats && header.IsFloatExact != 0;
        sbyte low = (sbyte)header.Low, high = (sbyte)header.High;
        for (nint pixel = 0; pixel < pixels; pixel++)
        {
            Vector256<int> first = Apply(sums, ref bias, isFloatExact, header.OutputZero), second = first;
            if (vectors > 1) second = Apply(Unsafe.Add(ref sums, 1), ref Unsafe.Add(ref bias, secondBias), isFloatExact, header.OutputZero);
            Int8Store.Store(first, second, vectors > 1, ref y, channels, low, high);
            sums = ref Unsafe.Add(ref sums, vectors);
            y = ref Unsafe.Add(ref y, outputStride);
        }
    }
}
