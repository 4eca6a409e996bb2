using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Depthwise convolutions of s8 maps that need little memory beside: input rows are kept as bytes, and each is widened for every tap. A row of the result is
/// stored after all rows that it needs have been copied, so that the result may lie over the rows that have been.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Int8DepthwiseBytes
{
    /// <summary>Output rows <paramref name="first"/> to <paramref name="end"/>, exclusive, in order.</summary>
    /// <param name="x">The input, [height][width][channels].</param>
    /// <param name="weights">From <see cref="Int8Packing.DepthwiseWeights"/>.</param>
    /// <param name="requantization">From <see cref="Int8Packing.DepthwiseRequantization"/>.</param>
    /// <param name="y">The output, [height][width][channels].</param>
    /// <param name="workspace">
    /// TapRows input rows and a line: TapRows * columns * Groups + 64 bytes for columns = (OutputWidth - 1) * StrideColumns + (TapColumns - 1) *
    /// DilationColumns + 1.
    /// </param>
    /// <param name="shape">Counts and strides; Groups is the number of input channels and of output channels.</param>
    /// <param name="first">First output row.</param>
    /// <param name="end">One past the last output row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref float weights, ref float requantization, ref sbyte y, ref float workspace, in Int8ConvolutionShape shape, nint first, nint end)
    {
        ref Int8Header header = ref Int8Header.Of(ref requantization);
        ref sbyte rows = ref Unsafe.As<float, sbyte>(ref workspace);
        Int8Slots slots = new(shape.TapRows, shape.DilationRows);
        nint columns = shape.Columns(shape.OutputWidth), rowBytes = columns * shape.Groups;
        for (nint row = first; row < end; row++)
        {
            nint width = shape.Width(row);
            nint load = slots.MoveTo(row * shape.StrideRows - shape.PaddingTop, shape.TapRows);
            for (nint tap = load; tap < shape.TapRows; tap++)
            {
                nint source = slots.Row(tap);
                Load(ref x, ref Unsafe.Add(ref rows, slots[tap] * rowBytes), source, columns, shape.InputColumns(width), (sbyte)header.InputZero, in shape);
            }

            ref sbyte target = ref Unsafe.Add(ref y, row * shape.OutputWidth * shape.OutputPixel);
            ref float blocks = ref Unsafe.Add(ref requantization, Int8Header.Floats);
            if (Int8Dot.Prefers256)
                Row(ref rows, ref weights, ref Unsafe.As<float, Vector256<int>>(ref blocks), ref header, ref target, width, slots.First, in shape);
            else Row(ref rows, ref weights, ref Unsafe.As<float, Vector128<int>>(ref blocks), ref header, ref target, width, slots.First, in shape);
        }
    }

    /// <summary>A row of the input with its padding, which is the zero point; a row outside of the map is padding.</summary>
    private static void Load(ref sbyte x, ref sbyte row, nint source, nint columns, nint sourceColumns, sbyte zero, in Int8ConvolutionShape shape)
    {
        Span<sbyte> target = MemoryMarshal.CreateSpan(ref row, (int)(columns * shape.Groups));
        if ((nuint)source >= (nuint)shape.InputHeight)
        {
            target.Fill(zero);
            return;
        }

        nint left = nint.Min(shape.PaddingLeft, columns), middle = nint.Min(sourceColumns, columns - left);
        target[..(int)(left * shape.Groups)].Fill(zero);
        target[(int)((left + middle) * shape.Groups)..].Fill(zero);
        ref sbyte from = ref Unsafe.Add(ref x, source * shape.InputWidth * shape.InputPixel);
        target = target[(int)(left * shape.Groups)..];
        if (shape.InputPixel == shape.Groups) MemoryMarshal.CreateSpan(ref from, (int)(middle * shape.Groups)).CopyTo(target);
        else
            for (nint pixel = 0; pixel < middle; pixel++)
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref from, pixel * shape.InputPixel), (int)shape.Groups)
                    .CopyTo(target[(int)(pixel * shape.Groups)..]);
    }

    /// <summary>4 bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widen(ref sbyte x, Vector128<int> _) => Vector128.WidenLower(
        Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(ref Unsafe.As<sbyte, byte>(ref x))).AsSByte()));

    /// <summary>8 bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(ref sbyte x, Vector256<int> _)
    {
        Vector128<sbyte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref x))).AsSByte();
        return Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe());
    }

    /// <summary>16 bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widen(ref sbyte x, Vector512<int> _) =>
        Vector512.WidenLower(Vector256.WidenLower(Vector128.LoadUnsafe(ref x).ToVector256Unsafe()).ToVector512Unsafe());
}
