using System.ComponentModel;
using System.Numerics;
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
    /// Packs the same matrix as plain rows, packed[k][n] with n up to the count of <paramref name="columns"/>: the weights of a planar
    /// convolution, tap by tap.
    /// </summary>
    public static void PackRows(ref float source, ref float packed, in PackAxis rows, in PackAxis columns)
    {
        nint rowCount = rows.Count, columnCount = columns.Count;
        for (nint k = 0; k < rowCount; k++)
        {
            ref float row = ref Unsafe.Add(ref source, rows.Offset(k));
            for (nint n = 0; n < columnCount; n++) Unsafe.Add(ref packed, (k * columnCount) + n) = Unsafe.Add(ref row, columns.Offset(n));
        }
    }

    /// <summary>Copies <paramref name="count"/> floats and appends zeros up to <paramref name="padded"/>: a bias as the kernels read it.</summary>
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

    private static void CopyRun(ref float source, ref float panel, nint count, nint stride, int width)
    {
        for (nint k = 0; k < count; k++)
        {
            for (int j = 0; j < width; j += NarrowWidth)
            {
                ref float from = ref Unsafe.Add(ref source, k * stride + j);
                ref float to = ref Unsafe.Add(ref panel, k * width + j);
                Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
                Vector256.LoadUnsafe(ref from, 8).StoreUnsafe(ref to, 8);
            }
        }
    }

    private static void CopyNarrowRun(ref float source, ref float panel, nint count, nint stride, int real, int width)
    {
        for (nint k = 0; k < count; k++)
        {
            ref float from = ref Unsafe.Add(ref source, k * stride);
            ref float to = ref Unsafe.Add(ref panel, k * width);
            for (int j = 0; j < real; j++) Unsafe.Add(ref to, j) = Unsafe.Add(ref from, j);
            for (int j = real; j < width; j++) Unsafe.Add(ref to, j) = 0f;
        }
    }

    // Columns anywhere. Where k is a run of neighbours, four columns by four k are read as vectors and transposed.
    private static void GatherRun(ref float source, ref float panel, nint count, nint stride, ReadOnlySpan<nint> offsets)
    {
        int width = offsets.Length;
        for (int j = 0; j < width; j += 4)
        {
            ReadOnlySpan<nint> four = offsets.Slice(j, 4);
            nint k = 0;
            if (stride == 1 && !four.Contains(PackAxis.Pad))
                for (; k <= count - 4; k += 4)
                {
                    Vector128<float> a = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, four[0] + k));
                    Vector128<float> b = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, four[1] + k));
                    Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, four[2] + k));
                    Vector128<float> d = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, four[3] + k));
                    LaneMoves.Transpose(ref a, ref b, ref c, ref d);
                    ref float to = ref Unsafe.Add(ref panel, k * width + j);
                    a.StoreUnsafe(ref to);
                    b.StoreUnsafe(ref Unsafe.Add(ref to, width));
                    c.StoreUnsafe(ref Unsafe.Add(ref to, 2 * width));
                    d.StoreUnsafe(ref Unsafe.Add(ref to, 3 * width));
                }

            for (; k < count; k++)
                for (int lane = 0; lane < 4; lane++)
                    Unsafe.Add(ref panel, k * width + j + lane) = four[lane] == PackAxis.Pad ? 0f : Unsafe.Add(ref source, four[lane] + k * stride);
        }
    }
}
