using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Whether the one channel of a pixel has 16 bits.</summary>
    public bool HasWords { get; init; }

    /// <summary>Bytes of a group's plane in a row.</summary>
    public nint PlaneBytes => Columns * Pixel;

    /// <summary>Bytes of a row.</summary>
    public nint RowBytes => (Groups * PlaneBytes + 63) & ~63;

    /// <summary>A group's pixel: its channels, padded to a multiple of 4 where taps are not neighbours, else of 2.</summary>
    public static nint PixelBytes(nint inputs, bool isDilated) => isDilated ? (inputs + 3) & ~3 : (inputs + 1) & ~1;

    /// <summary>A row of padding.</summary>
    public void Clear(ref byte row, sbyte zero)
    {
        if (HasWords) MemoryMarshal.CreateSpan(ref Unsafe.As<byte, short>(ref row), (int)(Groups * Columns)).Fill(zero);
        else Unsafe.InitBlockUnaligned(ref row, (byte)((byte)zero ^ Int8Dot.InputFlip), (uint)(Groups * PlaneBytes));
    }

    /// <summary>A row of the input between the padding that the row already has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ref sbyte source, ref byte row)
    {
        nint left = nint.Min(nint.Max(-FirstColumn, 0), Columns);
        nint first = nint.Max(FirstColumn, 0);
        nint middle = nint.Max(nint.Min(SourceWidth - first, Columns - left), 0);
        ref byte from = ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref source, first * SourcePixel));
        row = ref Unsafe.Add(ref row, left * Pixel);
        for (nint group = 0; group < Groups; group++)
        {
            if (HasWords) Widen(ref from, ref row, middle);
            else if (Inputs == Pixel && Inputs == SourcePixel) Copy(ref from, ref row, middle * Pixel);
            else CopyPixels(ref from, ref row, middle);
            row = ref Unsafe.Add(ref row, PlaneBytes);
            from = ref Unsafe.Add(ref from, Inputs);
        }
    }

    /// <summary>Pixels one by one. What lies between the channels and the end of a pixel meets weights of zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyPixels(ref byte source, ref byte destination, nint pixels)
    {
        nint done = Inputs == 3 && SourcePixel == 3 ? CopyTriples(ref source, ref destination, pixels) : 0;
        source = ref Unsafe.Add(ref source, done * SourcePixel);
        destination = ref Unsafe.Add(ref destination, done * Pixel);
        pixels -= done;

        // Small pixels are copied with bytes of the next one, which is written later, as long as both ends are inside of the row.
        nint chunk = Inputs <= 4 ? 4 : Inputs <= 8 ? 8 : 16;
        nint readable = (pixels - 1) * SourcePixel + Inputs - chunk, writable = pixels * Pixel - chunk, whole = 0;
        if (Inputs <= 16 && readable >= 0 && writable >= 0) whole = nint.Min(readable / SourcePixel, writable / Pixel) + 1;
        pixels -= whole;
        ulong flips = 0x0101_0101_0101_0101 * (ulong)Int8Dot.InputFlip;
        for (; whole > 0; whole--)
        {
            if (chunk == 4) Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<uint>(ref source) ^ (uint)flips);
            else if (chunk == 8) Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<ulong>(ref source) ^ flips);
            else (Vector128.LoadUnsafe(ref source) ^ Vector128.Create(flips).AsByte()).StoreUnsafe(ref destination);
            source = ref Unsafe.Add(ref source, SourcePixel);
            destination = ref Unsafe.Add(ref destination, Pixel);
        }

        for (; pixels > 0; pixels--)
        {
            Copy(ref source, ref destination, Inputs);
            source = ref Unsafe.Add(ref source, SourcePixel);
            destination = ref Unsafe.Add(ref destination, Pixel);
        }
    }

    /// <summary>Pixels of three neighbouring bytes, four at a time as long as a vector can be read and written. Returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint CopyTriples(ref byte source, ref byte destination, nint pixels)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11), flip = Vector128.Create(Int8Dot.InputFlip);
        nint pixel = 0;
        for (; pixel <= pixels - 6; pixel += 4)
            (Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(3 * pixel)), order) ^ flip).StoreUnsafe(ref destination, (nuint)(4 * pixel));
        return pixel;
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

    /// <summary>Pixels as 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Widen(ref byte source, ref byte destination, nint pixels)
    {
        nint i = 0;
        if (SourcePixel == 1)
            for (; i <= pixels - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
            {
                (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)i).AsSByte());
                lower.AsByte().StoreUnsafe(ref destination, (nuint)(2 * i));
                upper.AsByte().StoreUnsafe(ref destination, (nuint)(2 * i + Vector128<byte>.Count));
            }

        if (SourcePixel == 1 && i <= pixels - Vector64<sbyte>.Count)
        {
            long eight = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref source, i));
            Vector128.WidenLower(Vector128.CreateScalar(eight).AsSByte()).AsByte().StoreUnsafe(ref destination, (nuint)(2 * i));
            i += Vector64<sbyte>.Count;
        }

        for (; i < pixels; i++) Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 2 * i), (short)(sbyte)Unsafe.Add(ref source, i * SourcePixel));
    }
}
