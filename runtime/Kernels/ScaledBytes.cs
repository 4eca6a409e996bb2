using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Bytes of the caller, such as a camera's pixels, as floats of the arena.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ScaledBytes
{
    private const int Step = 16, ScratchFloats = 1024;

    /// <summary>
    /// destination = scale * source + offset for one map of channels x height x width, from any layout of bytes to any layout of floats. Every width of vectors
    /// rounds alike: the product, then the sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(
        ref byte source, in MapStrides from, ref float destination, in MapStrides to, nint channels, nint height, nint width, float scale, float offset)
    {
        if (from.Plane == 1 && to.Plane == 1)
        {
            for (nint h = 0; h < height; h++)
                for (nint w = 0; w < width; w++)
                    Run(
                        ref Unsafe.Add(ref source, h * from.Row + w * from.Pixel), ref Unsafe.Add(ref destination, h * to.Row + w * to.Pixel), channels, scale,
                        offset);
        }
        else if (from.Pixel == 1 && to.Pixel == 1)
        {
            for (nint c = 0; c < channels; c++)
                for (nint h = 0; h < height; h++)
                    Run(
                        ref Unsafe.Add(ref source, c * from.Plane + h * from.Row), ref Unsafe.Add(ref destination, c * to.Plane + h * to.Row), width, scale,
                        offset);
        }
        else
        {
            Turn(ref source, in from, ref destination, in to, channels, height, width, scale, offset);
        }
    }

    /// <summary>Planes to channels-last or back, by blocks of one row: the runs of the source become floats, and those are transposed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(
        ref byte source, in MapStrides from, ref float destination, in MapStrides to, nint channels, nint height, nint width, float scale, float offset)
    {
        Span<float> scratch = stackalloc float[ScratchFloats];
        ref float block = ref scratch[0];
        bool planes = from.Pixel == 1;
        (nint runs, nint run) = planes ? (channels, width) : (width, channels);
        (nint sourceRun, nint destinationAlong, nint destinationAcross) = planes ? (from.Plane, to.Pixel, to.Plane) : (from.Pixel, to.Plane, to.Pixel);
        for (nint h = 0; h < height; h++)
            for (nint first = 0; first < run; first += Step * Step)
            {
                nint length = nint.Min(Step * Step, run - first), count = ScratchFloats / length;
                for (nint r = 0; r < runs; r += count)
                {
                    nint taken = nint.Min(count, runs - r);
                    for (nint i = 0; i < taken; i++)
                        Run(
                            ref Unsafe.Add(ref source, h * from.Row + (r + i) * sourceRun + first), ref Unsafe.Add(ref block, i * length), length, scale,
                            offset);
                    ref float corner = ref Unsafe.Add(ref destination, h * to.Row + first * destinationAlong + r * destinationAcross);
                    Layouts.Transpose(ref block, length, ref corner, destinationAlong, taken, length);
                }
            }
    }

    /// <summary>A run of neighbours; the last vector overlaps the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(ref byte source, ref float destination, nint count, float scale, float offset)
    {
        if (count < Step)
        {
            for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, i) = scale * Unsafe.Add(ref source, i) + offset;
            return;
        }

        for (nint i = 0; ; i = nint.Min(i + Step, count - Step))
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref source, (nuint)i);
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512<int> values = Vector512.WidenLower(Vector512.WidenLower(bytes.ToVector256Unsafe().ToVector512Unsafe())).AsInt32();
                (Vector512.ConvertToSingle(values) * scale + Vector512.Create(offset)).StoreUnsafe(ref destination, (nuint)i);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.WidenLower(bytes.ToVector256Unsafe()));
                (Vector256.ConvertToSingle(low.AsInt32()) * scale + Vector256.Create(offset)).StoreUnsafe(ref destination, (nuint)i);
                (Vector256.ConvertToSingle(high.AsInt32()) * scale + Vector256.Create(offset)).StoreUnsafe(ref destination, (nuint)i + 8);
            }
            else
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
                Quarters(low, ref Unsafe.Add(ref destination, i), scale, offset);
                Quarters(high, ref Unsafe.Add(ref destination, i + 8), scale, offset);
            }

            if (i == count - Step) break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector128<ushort> words, ref float destination, float scale, float offset)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(words);
        (Vector128.ConvertToSingle(low.AsInt32()) * scale + Vector128.Create(offset)).StoreUnsafe(ref destination);
        (Vector128.ConvertToSingle(high.AsInt32()) * scale + Vector128.Create(offset)).StoreUnsafe(ref destination, 4);
    }
}
