using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>Input rows as floats, [pixels][channels padded to 8 or to 16s], with the zero point as padding.</summary>
internal readonly struct Int8FloatRing
{
    /// <summary>Channels.</summary>
    public nint Channels { get; init; }

    /// <summary>Pixels of a row, padding included.</summary>
    public nint Columns { get; init; }

    /// <summary>Pixels of padding on the left.</summary>
    public nint PaddingLeft { get; init; }

    /// <summary>Bytes from one input pixel to the next in the source.</summary>
    public nint SourcePixel { get; init; }

    /// <summary>Pixels of a source row.</summary>
    public nint SourceWidth { get; init; }

    /// <summary>Floats of a pixel: as many as fill the vectors that read it.</summary>
    public nint Pixel => Channels <= SmallPixel ? SmallPixel : Int8Rows.Padded(Channels);

    private const nint SmallPixel = 8;

    /// <summary>Floats of a row.</summary>
    public nint RowFloats => Columns * Pixel;

    private nint Left => nint.Min(PaddingLeft, Columns);

    private nint Middle => nint.Min(SourceWidth, Columns - Left);

    /// <summary>A row of padding.</summary>
    public void Clear(ref float row, sbyte zero) => MemoryMarshal.CreateSpan(ref row, (int)RowFloats).Fill(zero);

    /// <summary>The padding of a row, and what lies behind the channels of its pixels.</summary>
    public void Pad(ref float row, sbyte zero)
    {
        nint first = Left * Pixel, last = (Left + Middle) * Pixel;
        if (Channels != Pixel)
        {
            Clear(ref row, zero);
            return;
        }

        MemoryMarshal.CreateSpan(ref row, (int)first).Fill(zero);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref row, last), (int)(RowFloats - last)).Fill(zero);
    }

    /// <summary>A row of the input between the padding that the row already has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ref sbyte source, ref float row)
    {
        nint left = Left, middle = Middle, pixel = Pixel;
        row = ref Unsafe.Add(ref row, left * pixel);
        if (Channels == pixel && Channels == SourcePixel) Convert(ref source, ref row, middle * pixel);
        else
        {
            for (; middle > 0; middle--)
            {
                Convert(ref source, ref row, Channels);
                source = ref Unsafe.Add(ref source, SourcePixel);
                row = ref Unsafe.Add(ref row, pixel);
            }
        }
    }

    /// <summary>The last vector overlaps the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(ref sbyte source, ref float destination, nint count)
    {
        if (count < Vector128<sbyte>.Count)
        {
            if (count >= Vector64<sbyte>.Count)
            {
                Eight(ref source, ref destination);
                for (nint i = Vector64<sbyte>.Count; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
                return;
            }

            for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
            return;
        }

        nint last = count - Vector128<sbyte>.Count;
        for (nint i = 0; i < last; i += Vector128<sbyte>.Count) Sixteen(ref Unsafe.Add(ref source, i), ref Unsafe.Add(ref destination, i));
        Sixteen(ref Unsafe.Add(ref source, last), ref Unsafe.Add(ref destination, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sixteen(ref sbyte source, ref float destination)
    {
        if (Int8Dot.Prefers512)
        {
            Vector256<sbyte> bytes = Vector128.LoadUnsafe(ref source).ToVector256Unsafe();
            Vector512.ConvertToSingle(Vector512.WidenLower(Vector256.WidenLower(bytes).ToVector512Unsafe())).StoreUnsafe(ref destination);
            return;
        }

        Eight(ref source, ref destination);
        Eight(ref Unsafe.Add(ref source, 8), ref Unsafe.Add(ref destination, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(ref sbyte source, ref float destination)
    {
        long bytes = Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref source));
        Vector128<sbyte> eight = Vector128.CreateScalarUnsafe(bytes).AsSByte();
        if (Avx2.IsSupported)
        {
            Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(eight)).StoreUnsafe(ref destination);
            return;
        }

        (Vector128<int> low, Vector128<int> high) = Vector128.Widen(Vector128.WidenLower(eight));
        Vector128.ConvertToSingle(low).StoreUnsafe(ref destination);
        Vector128.ConvertToSingle(high).StoreUnsafe(ref destination, 4);
    }
}
