using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four random words from a key and a counter, without state.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PhiloxBlock
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;

    // Weyl increments of the key: the golden ratio and sqrt(3) - 1, as fractions of 2^32.
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>The four words at one counter value.</summary>
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Next(uint key0, uint key1, uint counter0, uint counter1, uint counter2, uint counter3)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * counter0, product1 = (ulong)Multiplier1 * counter2;
            counter0 = (uint)(product1 >> 32) ^ counter1 ^ key0;
            counter1 = (uint)product1;
            counter2 = (uint)(product0 >> 32) ^ counter3 ^ key1;
            counter3 = (uint)product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        return (counter0, counter1, counter2, counter3);
    }
}
