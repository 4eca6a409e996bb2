using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>
/// The block function Philox4x32-10 of Salmon et al. (2011), section 3.3: ten rounds of two 32 x 32 -> 64 multiplications,
/// the high halves crossed over and xor-ed with the round key, which grows by a Weyl constant.
/// </summary>
internal static class PhiloxFunction
{
    internal const int Rounds = 10;
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;   // the golden ratio, 2^32 times its fraction
    internal const uint Weyl1 = 0xBB67AE85;   // sqrt(3) - 1

    /// <summary>The words of one counter under one key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // initial weights are drawn once, before the JIT would come back to it
    public static PhiloxWords Block(uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * counter0;
            ulong product1 = (ulong)Multiplier1 * counter2;
            counter0 = (uint)(product1 >> 32) ^ counter1 ^ key0;
            counter1 = (uint)product1;
            counter2 = (uint)(product0 >> 32) ^ counter3 ^ key1;
            counter3 = (uint)product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        PhiloxWords words = default;
        words[0] = counter0;
        words[1] = counter1;
        words[2] = counter2;
        words[3] = counter3;
        return words;
    }

    /// <summary>
    /// The sixteen words of the counters (counter0 + 0..3, counter1, counter2, counter3), in order, with AVX2. Each 64-bit lane
    /// carries one word of one block in its low half; the multiplication reads only that half, so the high halves may hold anything.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourBlocks(uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1, ref uint destination)
    {
        Vector256<ulong> word0 = Vector256.Create((ulong)counter0) + Vector256.Create(0UL, 1, 2, 3);
        Vector256<ulong> word1 = Vector256.Create((ulong)counter1);
        Vector256<ulong> word2 = Vector256.Create((ulong)counter2);
        Vector256<ulong> word3 = Vector256.Create((ulong)counter3);
        Vector256<uint> multiplier0 = Vector256.Create((ulong)Multiplier0).AsUInt32();
        Vector256<uint> multiplier1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(multiplier0, word0.AsUInt32());
            Vector256<ulong> product1 = Avx2.Multiply(multiplier1, word2.AsUInt32());
            word0 = (product1 >>> 32) ^ word1 ^ Vector256.Create((ulong)key0);
            word1 = product1;
            word2 = (product0 >>> 32) ^ word3 ^ Vector256.Create((ulong)key1);
            word3 = product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        // Lane b: words 0 and 1 of block b, and words 2 and 3; then the lanes of one block side by side.
        Vector256<ulong> low = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> front = (word0 & low) | (word1 << 32);
        Vector256<ulong> back = (word2 & low) | (word3 << 32);
        Vector256<ulong> even = Avx2.UnpackLow(front, back);    // blocks 0 and 2
        Vector256<ulong> odd = Avx2.UnpackHigh(front, back);    // blocks 1 and 3
        Avx2.Permute2x128(even, odd, 0x20).AsUInt32().StoreUnsafe(ref destination);
        Avx2.Permute2x128(even, odd, 0x31).AsUInt32().StoreUnsafe(ref Unsafe.Add(ref destination, 8));
    }
}
