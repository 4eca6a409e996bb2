using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>A row of padding.</summary>
    public void Clear(ref float row, sbyte zero) => MemoryMarshal.CreateSpan(ref row, (int)RowFloats).Fill(zero);

    /// <summary>A row of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ref sbyte source, ref float row, sbyte zero)
    {
        nint left = nint.Min(PaddingLeft, Columns), middle = nint.Min(SourceWidth, Columns - left), pixel = Pixel;
        MemoryMarshal.CreateSpan(ref row, (int)(left * pixel)).Fill(zero);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref row, (left + middle) * pixel), (int)((Columns - left - middle) * pixel)).Fill(zero);
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
                long eight = Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref source));
                Halves(Vector128.WidenLower(Vector128.CreateScalar(eight).AsSByte()), ref destination);
                for (nint i = Vector64<sbyte>.Count; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
                return;
            }

            for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
            return;
        }

        for (nint i = 0; ; i = nint.Min(i + Vector128<sbyte>.Count, count - Vector128<sbyte>.Count))
        {
            Vector128<sbyte> bytes = Vector128.LoadUnsafe(ref source, (nuint)i);
            if (Vector512.IsHardwareAccelerated)
                Vector512.ConvertToSingle(Vector512.WidenLower(Vector512.WidenLower(bytes.ToVector256Unsafe().ToVector512Unsafe())))
                    .StoreUnsafe(ref destination, (nuint)i);
            else
            {
                (Vector128<short> low, Vector128<short> high) = Vector128.Widen(bytes);
                Halves(low, ref Unsafe.Add(ref destination, i));
                Halves(high, ref Unsafe.Add(ref destination, i + 8));
            }

            if (i == count - Vector128<sbyte>.Count) break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(Vector128<short> words, ref float destination)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256.ConvertToSingle(Vector256.WidenLower(words.ToVector256Unsafe())).StoreUnsafe(ref destination);
            return;
        }

        (Vector128<int> low, Vector128<int> high) = Vector128.Widen(words);
        Vector128.ConvertToSingle(low).StoreUnsafe(ref destination);
        Vector128.ConvertToSingle(high).StoreUnsafe(ref destination, 4);
    }
}
