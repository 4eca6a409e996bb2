using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Derived weights: panels for the GEMM kernels, tap-major weights for the planar convolutions, padded vectors.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Packing
{
    private const int PanelWidth = 32;
    private const int NarrowWidth = 16;

    /// <summary>Floats that <see cref="Pack"/> writes for <paramref name="rows"/> (K) by <paramref name="columns"/> (N, pads included).</summary>
    public static nint PanelFloats(nint rows, nint columns) => rows * ((columns + NarrowWidth - 1) / NarrowWidth * NarrowWidth);

    /// <summary>
    /// Packs the matrix B[k][n] = source[rows.Offset(k) + columns.Offset(n)] into panels of 32 columns, [panel][k][32]; the last panel is
    /// 16 wide where 16 or fewer columns remain. Lanes after the last column and pads of either axis are zero.
    /// <paramref name="source"/> is the element that offset 0 means, wherever in the tensor that is (the last tap where taps are flipped).
    /// </summary>
    /// <remarks>
    /// Dense [K][N] forward: rows Of(K, N) or, for A in H, W, C order, Of(H, W*N, W, N, C, H*W*N); columns Of(N, 1).
    /// Dense input gradient: rows Of(N, 1), columns Of(H, W*N, W, N, C, H*W*N).PadInner().
    /// Convolution from [kh][kw][ci][co]: rows Of(kh, kw*ci*co, kw, ci*co, ci, co), columns Of(co, 1).
    /// Its input gradient, from the last tap: rows Of(kh, -kw*ci*co, kw, -ci*co, co, 1), columns Of(ci, co).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(ref float source, ref float panels, in PackAxis rows, in PackAxis columns)
    {
        Span<nint> offsets = stackalloc nint[PanelWidth];
        nint columnCount = columns.Count;
        for (nint first = 0; first < columnCount; first += PanelWidth)
        {
            nint real = nint.Min(PanelWidth, columnCount - first);
            int width = real <= NarrowWidth ? NarrowWidth : PanelWidth;
            bool unit = true;
            for (int j = 0; j < width; j++)
            {
                offsets[j] = j < real ? columns.Offset(first + j) : PackAxis.Pad;
                unit &= offsets[j] == offsets[0] + j;
            }

            nint kind = unit ? Unit : UnitPrefix(offsets[..width]);
            for (nint outer = 0; outer < rows.OuterCount; outer++)
                for (nint middle = 0; middle < rows.MiddleCount; middle++)
                {
                    ref float run = ref Unsafe.Add(ref source, outer * rows.OuterStride + middle * rows.MiddleStride);
                    if (kind == Unit) CopyRun(ref Unsafe.Add(ref run, offsets[0]), ref panels, rows.InnerCount, rows.InnerStride, width);
                    else if (kind > 0) CopyNarrowRun(ref Unsafe.Add(ref run, offsets[0]), ref panels, rows.InnerCount, rows.InnerStride, (int)kind, width);
                    else GatherRun(ref run, ref panels, rows.InnerCount, rows.InnerStride, offsets[..width]);
                    panels = ref Unsafe.Add(ref panels, rows.InnerCount * width);
                    nint zeros = (rows.PaddedInner - rows.InnerCount) * width;
                    MemoryMarshal.CreateSpan(ref panels, (int)zeros).Clear();
                    panels = ref Unsafe.Add(ref panels, zeros);
                }
        }
    }

    /// <summary>
    /// Packs the same matrix as plain rows, packed[k][n] with n up to the count of <paramref name="columns"/> (one loop): the weights
    /// of a planar convolution, tap by tap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(ref float source, ref float packed, in PackAxis rows, in PackAxis columns)
    {
        nint count = columns.InnerCount, stride = columns.InnerStride;
        for (nint outer = 0; outer < rows.OuterCount; outer++)
            for (nint middle = 0; middle < rows.MiddleCount; middle++)
                for (nint inner = 0; inner < rows.InnerCount; inner++)
                {
                    ref float row = ref Unsafe.Add(ref source, (outer * rows.OuterStride) + (middle * rows.MiddleStride) + (inner * rows.InnerStride));
                    for (nint n = 0; n < count; n++) Unsafe.Add(ref packed, n) = Unsafe.Add(ref row, n * stride);
                    packed = ref Unsafe.Add(ref packed, count);
                }
    }

    /// <summary>Copies <paramref name="count"/> floats and appends zeros up to <paramref name="padded"/>: a bias as the kernels read it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PadCopy(ref float source, ref float destination, nint count, nint padded)
    {
        MemoryMarshal.CreateReadOnlySpan(ref source, (int)count).CopyTo(MemoryMarshal.CreateSpan(ref destination, (int)count));
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, count), (int)(padded - count)).Clear();
    }

    // A panel whose columns are all neighbours in memory.
    private const nint Unit = -1;

    // How many columns at the front are neighbours when all after them are pads; 0 for anything else.
    private static nint UnitPrefix(ReadOnlySpan<nint> offsets)
    {
        int prefix = 0;
        while (prefix < offsets.Length && offsets[prefix] != PackAxis.Pad && offsets[prefix] == offsets[0] + prefix) prefix++;
        return offsets[prefix..].ContainsAnyExcept(PackAxis.Pad) ? 0 : prefix;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRun(ref float source, ref float panel, nint count, nint stride, int width)
    {
        for (nint k = 0; k < count; k++)
        {
            for (nint j = 0; j < width; j += NarrowWidth)
            {
                Vector256.LoadUnsafe(ref source, (nuint)j).StoreUnsafe(ref panel, (nuint)j);
                Vector256.LoadUnsafe(ref source, (nuint)(j + 8)).StoreUnsafe(ref panel, (nuint)(j + 8));
            }

            source = ref Unsafe.Add(ref source, stride);
            panel = ref Unsafe.Add(ref panel, width);
        }
    }

    // Not a float after the last real column is read, for it may be the last of the parameters.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyNarrowRun(ref float source, ref float panel, nint count, nint stride, int real, int width)
    {
        int whole = real & ~7;
        for (nint k = 0; k < count; k++)
        {
            nint j = 0;
            for (; j < whole; j += 8) Vector256.LoadUnsafe(ref source, (nuint)j).StoreUnsafe(ref panel, (nuint)j);
            for (nint zero = j; zero < width; zero += 8) Vector256<float>.Zero.StoreUnsafe(ref panel, (nuint)zero);
            if (real - j >= 4)
            {
                Vector128.LoadUnsafe(ref source, (nuint)j).StoreUnsafe(ref panel, (nuint)j);
                j += 4;
            }

            for (; j < real; j++) Unsafe.Add(ref panel, j) = Unsafe.Add(ref source, j);
            source = ref Unsafe.Add(ref source, stride);
            panel = ref Unsafe.Add(ref panel, width);
        }
    }

    // Columns anywhere. Where k is a run of neighbours, four columns by four k are read as vectors and transposed; where columns
    // come in fours of neighbours, four are copied at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherRun(ref float source, ref float panel, nint count, nint stride, ReadOnlySpan<nint> offsets)
    {
        int width = offsets.Length;
        for (int j = 0; j < width; j += 4)
        {
            nint offset0 = offsets[j], offset1 = offsets[j + 1], offset2 = offsets[j + 2], offset3 = offsets[j + 3];
            bool real = offset0 != PackAxis.Pad && offset1 != PackAxis.Pad && offset2 != PackAxis.Pad && offset3 != PackAxis.Pad;
            ref float to = ref Unsafe.Add(ref panel, j);
            nint k = 0;
            if (real && stride == 1)
                for (; k <= count - 4; k += 4)
                {
                    Vector128<float> a = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset0 + k));
                    Vector128<float> b = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset1 + k));
                    Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset2 + k));
                    Vector128<float> d = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset3 + k));
                    LaneMoves.Transpose(ref a, ref b, ref c, ref d);
                    a.StoreUnsafe(ref to);
                    b.StoreUnsafe(ref Unsafe.Add(ref to, width));
                    c.StoreUnsafe(ref Unsafe.Add(ref to, 2 * width));
                    d.StoreUnsafe(ref Unsafe.Add(ref to, 3 * width));
                    to = ref Unsafe.Add(ref to, 4 * width);
                }
            else if (real && offset1 == offset0 + 1 && offset2 == offset0 + 2 && offset3 == offset0 + 3)
                for (; k < count; k++)
                {
                    Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset0 + k * stride)).StoreUnsafe(ref to);
                    to = ref Unsafe.Add(ref to, width);
                }

            for (; k < count; k++)
            {
                ref float from = ref Unsafe.Add(ref source, k * stride);
                to = offset0 == PackAxis.Pad ? 0f : Unsafe.Add(ref from, offset0);
                Unsafe.Add(ref to, 1) = offset1 == PackAxis.Pad ? 0f : Unsafe.Add(ref from, offset1);
                Unsafe.Add(ref to, 2) = offset2 == PackAxis.Pad ? 0f : Unsafe.Add(ref from, offset2);
                Unsafe.Add(ref to, 3) = offset3 == PackAxis.Pad ? 0f : Unsafe.Add(ref from, offset3);
                to = ref Unsafe.Add(ref to, width);
            }
        }
    }
}
