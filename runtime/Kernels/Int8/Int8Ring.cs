using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Input rows in the form of dot products: for each group a plane of pixels, each of the group's channels, padded to a multiple of 2 or 4. So the taps of a row
/// are neighbours.
/// </summary>
internal readonly struct Int8Ring
{
    /// <summary>Groups of channels.</summary>
    public nint Groups { get; init; }

    /// <summary>Channels of a group.</summary>
    public nint Inputs { get; init; }

    /// <summary>Bytes of a group's pixel.</summary>
    public nint Pixel { get; init; }

    /// <summary>Pixels of a row, padding included.</summary>
    public nint Columns { get; init; }

    /// <summary>The input column of the first pixel; negative where there is padding on the left.</summary>
    public nint FirstColumn { get; init; }

    /// <summary>Bytes from one input pixel to the next in the source.</summary>
    public nint SourcePixel { get; init; }

    /// <summary>Pixels of a source row.</summary>
    public nint SourceWidth { get; init; }

    /// <summary>Bytes of a group's plane in a row.</summary>
    public nint PlaneBytes => Columns * Pixel;

    /// <summary>Bytes of a row.</summary>
    public nint RowBytes => (Groups * PlaneBytes + 63) & ~63;

    /// <summary>A group's pixel: its channels, padded to a multiple of 4 where taps are not neighbours, else of 2.</summary>
    public static nint PixelBytes(nint inputs, bool isDilated) => isDilated ? (inputs + 3) & ~3 : (inputs + 1) & ~1;

    /// <summary>A row of padding.</summary>
    public void Clear(ref byte row, sbyte zero) => Fill(ref row, Groups * PlaneBytes, (byte)((byte)zero ^ Int8Dot.InputFlip));

    /// <summary>A row of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ref sbyte source, ref byte row, sbyte zero)
    {
        byte padding = (byte)((byte)zero ^ Int8Dot.InputFlip);
        nint left = nint.Min(nint.Max(-FirstColumn, 0), Columns);
        nint first = nint.Max(FirstColumn, 0);
        nint middle = nint.Max(nint.Min(SourceWidth - first, Columns - left), 0);
        nint right = Columns - left - middle;
        ref byte from = ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref source, first * SourcePixel));
        for (nint group = 0; group < Groups; group++)
        {
            Fill(ref row, left * Pixel, padding);
            row = ref Unsafe.Add(ref row, left * Pixel);
            if (Inputs == Pixel && Inputs == SourcePixel) Copy(ref from, ref row, middle * Pixel);
            else CopyPixels(ref from, ref row, middle);
            row = ref Unsafe.Add(ref row, middle * Pixel);
            Fill(ref row, right * Pixel, padding);
            row = ref Unsafe.Add(ref row, right * Pixel);
            from = ref Unsafe.Add(ref from, Inputs);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyPixels(ref byte source, ref byte destination, nint pixels)
    {
        // What lies between channels and the end of a pixel meets weights of zero.
        for (; pixels > 0; pixels--)
        {
            Copy(ref source, ref destination, Inputs);
            source = ref Unsafe.Add(ref source, SourcePixel);
            destination = ref Unsafe.Add(ref destination, Pixel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte source, ref byte destination, nint count)
    {
        byte flip = Int8Dot.InputFlip;
        if (count < Vector128<byte>.Count)
        {
            for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, i) = (byte)(Unsafe.Add(ref source, i) ^ flip);
            return;
        }

        nint at = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; at <= count - Vector256<byte>.Count; at += Vector256<byte>.Count)
                (Vector256.LoadUnsafe(ref source, (nuint)at) ^ Vector256.Create(flip)).StoreUnsafe(ref destination, (nuint)at);
        for (; at <= count - Vector128<byte>.Count; at += Vector128<byte>.Count)
            (Vector128.LoadUnsafe(ref source, (nuint)at) ^ Vector128.Create(flip)).StoreUnsafe(ref destination, (nuint)at);

        // The last vector overlaps the one before it.
        at = count - Vector128<byte>.Count;
        (Vector128.LoadUnsafe(ref source, (nuint)at) ^ Vector128.Create(flip)).StoreUnsafe(ref destination, (nuint)at);
    }

    private static void Fill(ref byte destination, nint count, byte value)
    {
        if (count > 0) Unsafe.InitBlockUnaligned(ref destination, value, (uint)count);
    }
}
