using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Distances from a centre of each channel, summed over samples and pixels, and their squares: the second pass of <see cref="Moments"/>, for planar and for
/// channels-last maps. Sums have three levels (row, 64 rows, all), so that rounding errors do not grow with the batch.
/// </summary>
internal static class ChannelMoments
{
    private const int RowsOfBlock = 64;

    /// <summary>sums[c] and squares[c] = (or += where <paramref name="accumulate"/>) those of channels [first, last).</summary>
    public static void Sums(ref float x, in MapBatch batch, nint first, nint last, ref float centre, ref float sums, ref float squares, bool accumulate)
    {
        ref float own = ref Unsafe.Add(ref x, first * batch.Strides.Plane);
        ref float ownCentre = ref Unsafe.Add(ref centre, first);
        ref float ownSums = ref Unsafe.Add(ref sums, first);
        ref float ownSquares = ref Unsafe.Add(ref squares, first);
        if (batch.IsChannelsLast) SumLast(ref own, in batch, last - first, ref ownCentre, ref ownSums, ref ownSquares, accumulate);
        else SumPlanar(ref own, batch.HasUnbrokenPlanes ? batch.Unbroken() : batch, last - first, ref ownCentre, ref ownSums, ref ownSquares, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumLast(ref float x, in MapBatch batch, nint channels, ref float centre, ref float sums, ref float squares, bool accumulate)
    {
        nint lanes = Vector<float>.Count;
        for (nint channel = 0; channel < channels; channel += 2 * lanes)
        {
            // Two vectors at a time; the second may lie beyond the last channel: then it repeats the first and is not stored.
            nint second = channel + lanes < channels ? lanes : 0;
            nint stored0 = nint.Min(lanes, channels - channel), stored1 = nint.Min(lanes, channels - channel - second);
            Vector<float> centres0 = PartialVector.Load(ref Unsafe.Add(ref centre, channel), stored0);
            Vector<float> centres1 = PartialVector.Load(ref Unsafe.Add(ref centre, channel + second), stored1);
            Vector<float> total0 = Vector<float>.Zero, total1 = Vector<float>.Zero, totalSquares0 = Vector<float>.Zero, totalSquares1 = Vector<float>.Zero;
            Vector<float> block0 = Vector<float>.Zero, block1 = Vector<float>.Zero, blockSquares0 = Vector<float>.Zero, blockSquares1 = Vector<float>.Zero;
            nint rows = 0;
            for (nint sample = 0; sample < batch.Samples; sample++)
                for (nint h = 0; h < batch.Height; h++)
                {
                    ref float pixel = ref Unsafe.Add(ref x, sample * batch.SampleStride + h * batch.Strides.Row + channel);
                    Vector<float> row0 = Vector<float>.Zero, row1 = Vector<float>.Zero, rowSquares0 = Vector<float>.Zero, rowSquares1 = Vector<float>.Zero;
                    for (nint w = 0; w < batch.Width; w++)
                    {
                        Vector<float> distance0 = Vector.LoadUnsafe(ref pixel) - centres0, distance1 = Vector.LoadUnsafe(ref pixel, (nuint)second) - centres1;
                        row0 += distance0;
                        row1 += distance1;
                        rowSquares0 += distance0 * distance0;
                        rowSquares1 += distance1 * distance1;
                        pixel = ref Unsafe.Add(ref pixel, batch.Strides.Pixel);
                    }

                    block0 += row0;
                    block1 += row1;
                    blockSquares0 += rowSquares0;
                    blockSquares1 += rowSquares1;
                    if (++rows < RowsOfBlock) continue;
                    total0 += block0;
                    total1 += block1;
                    totalSquares0 += blockSquares0;
                    totalSquares1 += blockSquares1;
                    block0 = block1 = blockSquares0 = blockSquares1 = Vector<float>.Zero;
                    rows = 0;
                }

            PartialVector.Put(total0 + block0, ref Unsafe.Add(ref sums, channel), stored0, accumulate);
            PartialVector.Put(totalSquares0 + blockSquares0, ref Unsafe.Add(ref squares, channel), stored0, accumulate);
            if (second == 0) continue;
            PartialVector.Put(total1 + block1, ref Unsafe.Add(ref sums, channel + lanes), stored1, accumulate);
            PartialVector.Put(totalSquares1 + blockSquares1, ref Unsafe.Add(ref squares, channel + lanes), stored1, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPlanar(ref float x, in MapBatch batch, nint channels, ref float centre, ref float sums, ref float squares, bool accumulate)
    {
        for (nint channel = 0; channel < channels; channel++)
        {
            double total = accumulate ? Unsafe.Add(ref sums, channel) : 0, totalSquares = accumulate ? Unsafe.Add(ref squares, channel) : 0;
            for (nint sample = 0; sample < batch.Samples; sample++)
                for (nint h = 0; h < batch.Height; h++)
                {
                    ref float row = ref Unsafe.Add(ref x, sample * batch.SampleStride + channel * batch.Strides.Plane + h * batch.Strides.Row);
                    total += RowMoments.Sums(ref row, batch.Width, Unsafe.Add(ref centre, channel), out double rowSquares);
                    totalSquares += rowSquares;
                }

            Unsafe.Add(ref sums, channel) = (float)total;
            Unsafe.Add(ref squares, channel) = (float)totalSquares;
        }
    }
}
