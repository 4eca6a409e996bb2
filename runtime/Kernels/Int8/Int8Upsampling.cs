using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Enlarges channels-last maps of bytes by a whole factor. Sizes are those of the small map; each method computes rows [first, end) of the large one.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Int8Upsampling
{
    // Up to this factor, the products of two weights fit in 16 bits.
    private const nint LargestShortFactor = 90;

    /// <summary>Each pixel becomes a square of its copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nearest(
        ref sbyte x, in MapStrides input, ref sbyte y, in MapStrides output, nint channels, nint width, nint factor, nint first, nint end)
    {
        for (nint row = first; row < end; row++)
            for (nint column = 0; column < width; column++)
            {
                ref sbyte pixel = ref Unsafe.Add(ref x, row / factor * input.Row + column * input.Pixel);
                ref sbyte result = ref Unsafe.Add(ref y, row * output.Row + column * factor * output.Pixel);
                for (nint copy = 0; copy < factor; copy++) Move(ref pixel, ref Unsafe.Add(ref result, copy * output.Pixel), channels);
            }
    }

    /// <summary>
    /// Each pixel of the result between four of the map, half-pixel centres, clamped at the edges: the sum of x - zeroX, weighted by integers whose sum is
    /// 4 factor^2, rescaled once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bilinear(
        ref sbyte x, in MapStrides input, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte zeroX, ref sbyte zeroY, ref sbyte y,
        in MapStrides output, nint channels, nint height, nint width, nint factor, nint first, nint end)
    {
        Int8Rescaling rescaling = new(multiplier, shift, ref clamp, zeroY);
        int correction = (int)(4 * factor * factor * zeroX);
        for (nint row = first; row < end; row++)
        {
            Neighbours down = Neighbours.Of(row, height, factor);
            ref sbyte upper = ref Unsafe.Add(ref x, down.First * input.Row);
            ref sbyte lower = ref Unsafe.Add(ref x, down.Second * input.Row);
            for (nint column = 0; column < width * factor; column++)
            {
                Neighbours across = Neighbours.Of(column, width, factor);
                Square square = new(across.First * input.Pixel, across.Second * input.Pixel, factor, down.Weight, across.Weight);
                ref sbyte result = ref Unsafe.Add(ref y, row * output.Row + column * output.Pixel);
                if (Vector512.IsHardwareAccelerated && channels > Vector256<int>.Count)
                    Pixel512(ref upper, ref lower, in square, correction, in rescaling, ref result, channels);
                else if (Vector256.IsHardwareAccelerated && channels > Vector128<int>.Count)
                    Pixel256(ref upper, ref lower, in square, correction, in rescaling, ref result, channels);
                else
                    Pixel128(ref upper, ref lower, in square, correction, in rescaling, ref result, channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(ref sbyte source, ref sbyte destination, nint count)
    {
        if (count <= Vector128<sbyte>.Count) Int8Lanes.StoreFirst(Int8Lanes.LoadFirst(ref source, count), ref destination, count);
        else MemoryMarshal.CreateReadOnlySpan(ref source, (int)count).CopyTo(MemoryMarshal.CreateSpan(ref destination, (int)count));
    }

    /// <summary>The two indices between which a position lies, and the second one's weight of 2 factor.</summary>
    private readonly record struct Neighbours(nint First, nint Second, nint Weight)
    {
        public static Neighbours Of(nint index, nint size, nint factor)
        {
            nint place = nint.Max(2 * index + 1 - factor, 0), first = place / (2 * factor);
            return new(first, nint.Min(first + 1, size - 1), place - first * 2 * factor);
        }
    }

    /// <summary>Four pixels, two of each row, and their weights.</summary>
    private readonly struct Square(nint left, nint right, nint factor, nint down, nint across)
    {
        public readonly nint Left = left, Right = right;
        public readonly bool IsShort = factor <= LargestShortFactor;
        public readonly int UpperLeft = (int)((2 * factor - down) * (2 * factor - across)), UpperRight = (int)((2 * factor - down) * across);
        public readonly int LowerLeft = (int)(down * (2 * factor - across)), LowerRight = (int)(down * across);
        public int UpperPair => UpperLeft | UpperRight << 16;
        public int LowerPair => LowerLeft | LowerRight << 16;
    }
}
