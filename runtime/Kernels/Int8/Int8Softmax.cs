using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Softmax over rows of bytes, in 32-bit integers: table entry d is 2^e times the exponential of a difference of d steps to the row's maximum.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Int8Softmax
{
    private const int Entries = 256, Block = 16;

    /// <summary>
    /// y = min(255, (256 T[max - x] + sum / 2) / sum) - 128 with the row's sum of T, for rows of 1 to 4,096 elements, one behind the other; y may be x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref sbyte x, ref int table, ref sbyte y, nint rows, nint length)
    {
        Span<sbyte> memory = stackalloc sbyte[Entries];
        Span<int> block = stackalloc int[Block];
        ref sbyte results = ref memory[0];
        ref int entries = ref block[0];
        for (nint row = 0; row < rows; row++)
        {
            ref sbyte source = ref Unsafe.Add(ref x, row * length);
            ref sbyte result = ref Unsafe.Add(ref y, row * length);
            int maximum = Int8Max.OfRun(ref source, length), sum = Sum(ref source, ref table, maximum, length);
            if (length < Entries)
            {
                for (nint i = 0; i < length; i += Block)
                {
                    nint taken = nint.Min(Block, length - i);
                    for (nint j = 0; j < taken; j++) Unsafe.Add(ref entries, j) = Unsafe.Add(ref table, maximum - Unsafe.Add(ref source, i + j));
                    Divide(ref entries, sum, ref Unsafe.Add(ref result, i), taken);
                }

                continue;
            }

            // The results of all differences take fewer divisions than those of all elements.
            for (nint i = 0; i < Entries; i += Block)
            {
                for (nint j = 0; j < Block; j++) Unsafe.Add(ref entries, j) = Unsafe.Add(ref table, nint.Max(maximum + Entries / 2 - i - j, 0));
                Divide(ref entries, sum, ref Unsafe.Add(ref results, i), Block);
            }

            Int8Table.Run(ref source, ref results, ref result, length);
        }
    }

    /// <summary>Lookups have no vector form that is faster; four sums do not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sum(ref sbyte x, ref int table, int maximum, nint length)
    {
        int a = 0, b = 0, c = 0, d = 0;
        nint i = 0;
        for (; i <= length - 4; i += 4)
        {
            ref sbyte next = ref Unsafe.Add(ref x, i);
            a += Unsafe.Add(ref table, maximum - next);
            b += Unsafe.Add(ref table, maximum - Unsafe.Add(ref next, 1));
            c += Unsafe.Add(ref table, maximum - Unsafe.Add(ref next, 2));
            d += Unsafe.Add(ref table, maximum - Unsafe.Add(ref next, 3));
        }

        for (; i < length; i++) a += Unsafe.Add(ref table, maximum - Unsafe.Add(ref x, i));
        return a + b + c + d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Divide(ref int entries, int sum, ref sbyte y, nint count)
    {
        if (Vector512.IsHardwareAccelerated) Divide512(ref entries, sum, ref y, count);
        else if (Vector256.IsHardwareAccelerated) Divide256(ref entries, sum, ref y, count);
        else Divide128(ref entries, sum, ref y, count);
    }
}
