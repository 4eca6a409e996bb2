using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// Enlarges channels-last maps by a whole factor, and the gradients of that. Sizes are those of the small map, channels its padded ones. Each method computes
/// rows [first, end) of its result.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Upsampling
{
    /// <summary>Each pixel becomes a square of its copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nearest(
        ref float x, in MapStrides input, ref float y, in MapStrides output, nint channels, nint width, nint factor, nint first, nint end)
    {
        for (nint row = first; row < end; row++)
            for (nint column = 0; column < width; column++)
            {
                ReadOnlySpan<float> pixel = MemoryMarshal.CreateReadOnlySpan(
                    ref Unsafe.Add(ref x, (row / factor * input.Row) + (column * input.Pixel)), (int)channels);
                ref float result = ref Unsafe.Add(ref y, (row * output.Row) + (column * factor * output.Pixel));
                for (nint copy = 0; copy < factor; copy++)
                    pixel.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref result, copy * output.Pixel), (int)channels));
            }
    }

    /// <summary>The sum over each square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NearestGradient(
        ref float dy, in MapStrides input, ref float dx, in MapStrides output, nint channels, nint width, nint factor, nint first, nint end)
    {
        nint lanes = Vector<float>.Count;
        for (nint row = first; row < end; row++)
            for (nint column = 0; column < width; column++)
            {
                ref float square = ref Unsafe.Add(ref dy, (row * factor * input.Row) + (column * factor * input.Pixel));
                ref float result = ref Unsafe.Add(ref dx, (row * output.Row) + (column * output.Pixel));
                for (nint channel = 0; channel < channels; channel += lanes)
                {
                    Vector<float> sum = Vector<float>.Zero;
                    for (nint h = 0; h < factor; h++)
                        for (nint w = 0; w < factor; w++) sum += Vector.LoadUnsafe(ref square, (nuint)((h * input.Row) + (w * input.Pixel) + channel));
                    sum.StoreUnsafe(ref result, (nuint)channel);
                }
            }
    }

    /// <summary>Each pixel of the result between four of the map, half-pixel centres, clamped at the edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bilinear(
        ref float x, in MapStrides input, ref float y, in MapStrides output, nint channels, nint height, nint width, nint factor, nint first, nint end)
    {
        nint lanes = Vector<float>.Count;
        for (nint row = first; row < end; row++)
        {
            Neighbours down = Neighbours.Of(row, height, factor);
            for (nint column = 0; column < width * factor; column++)
            {
                Neighbours across = Neighbours.Of(column, width, factor);
                ref float upper = ref Unsafe.Add(ref x, (down.First * input.Row) + (across.First * input.Pixel));
                ref float lower = ref Unsafe.Add(ref x, (down.Second * input.Row) + (across.First * input.Pixel));
                ref float result = ref Unsafe.Add(ref y, (row * output.Row) + (column * output.Pixel));
                nint right = (across.Second - across.First) * input.Pixel;
                for (nint channel = 0; channel < channels; channel += lanes)
                {
                    Vector<float> left = (Vector.LoadUnsafe(ref upper, (nuint)channel) * (1 - down.Share))
                        + (Vector.LoadUnsafe(ref lower, (nuint)channel) * down.Share);
                    Vector<float> next = (Vector.LoadUnsafe(ref upper, (nuint)(right + channel)) * (1 - down.Share))
                        + (Vector.LoadUnsafe(ref lower, (nuint)(right + channel)) * down.Share);
                    ((left * (1 - across.Share)) + (next * across.Share)).StoreUnsafe(ref result, (nuint)channel);
                }
            }
        }
    }

    /// <summary>Each pixel of dy gives its four neighbours their shares, in order; rows of dx take them from all rows of dy that have one for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BilinearGradient(
        ref float dy, in MapStrides input, ref float dx, in MapStrides output, nint channels, nint height, nint width, nint factor, nint first, nint end)
    {
        for (nint row = first; row < end; row++)
            for (nint column = 0; column < width; column++)
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref dx, (row * output.Row) + (column * output.Pixel)), (int)channels).Clear();

        // A row of dx takes shares of rows of dy that lie within its own and its two neighbours' rows of the large map.
        for (nint row = nint.Max(first - 1, 0) * factor; row < nint.Min(end + 1, height) * factor; row++)
        {
            Neighbours down = Neighbours.Of(row, height, factor);
            bool givesUpper = down.First >= first && down.First < end, givesLower = down.Second >= first && down.Second < end;
            if (!givesUpper && !givesLower) continue;
            for (nint column = 0; column < width * factor; column++)
            {
                Neighbours across = Neighbours.Of(column, width, factor);
                ref float gradient = ref Unsafe.Add(ref dy, (row * input.Row) + (column * input.Pixel));
                if (givesUpper)
                {
                    ref float upper = ref Unsafe.Add(ref dx, down.First * output.Row);
                    Add(ref gradient, ref Unsafe.Add(ref upper, across.First * output.Pixel), channels, (1 - down.Share) * (1 - across.Share));
                    Add(ref gradient, ref Unsafe.Add(ref upper, across.Second * output.Pixel), channels, (1 - down.Share) * across.Share);
                }

                if (givesLower)
                {
                    ref float lower = ref Unsafe.Add(ref dx, down.Second * output.Row);
                    Add(ref gradient, ref Unsafe.Add(ref lower, across.First * output.Pixel), channels, down.Share * (1 - across.Share));
                    Add(ref gradient, ref Unsafe.Add(ref lower, across.Second * output.Pixel), channels, down.Share * across.Share);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ref float gradient, ref float sum, nint channels, float share)
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel += lanes)
            (Vector.LoadUnsafe(ref sum, (nuint)channel) + (Vector.LoadUnsafe(ref gradient, (nuint)channel) * share)).StoreUnsafe(ref sum, (nuint)channel);
    }

    /// <summary>The two indices between which a position lies, and the second one's share.</summary>
    private readonly record struct Neighbours(nint First, nint Second, float Share)
    {
        public static Neighbours Of(nint index, nint size, nint factor)
        {
            float place = float.Max(((index + 0.5f) / factor) - 0.5f, 0);
            nint first = (nint)place;
            return new(first, nint.Min(first + 1, size - 1), place - first);
        }
    }
}
