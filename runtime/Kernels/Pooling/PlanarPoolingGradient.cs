using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// Gradients of <see cref="PlanarPooling"/>. 2x2 windows side by side write every pixel of dx once, in vectors; other windows, which may overlap, are added one
/// by one to a dx that starts at zero. x and y are read for maxima only.
/// </summary>
internal static partial class PlanarPoolingGradient
{
    /// <summary>2x2 windows side by side, in the widest vectors that a row fills.</summary>
    private static void HalveNarrow<TPooling>(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        if (shape.OutputWidth >= 8) Halve256<TPooling>(ref x, ref y, ref dy, ref dx, in shape);
        else if (shape.OutputWidth >= 4) Halve128<TPooling>(ref x, ref y, ref dy, ref dx, in shape);
        else HalveScalars<TPooling>(ref x, ref y, ref dy, ref dx, in shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void HalveScalars<TPooling>(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        for (nint plane = 0; plane < shape.Channels; plane++)
        {
            ClearRows(ref Unsafe.Add(ref dx, plane * shape.InputGradient.Plane), 0, in shape);
            for (nint row = 0; row < shape.OutputHeight; row++)
                for (nint column = 0; column < shape.OutputWidth; column++)
                {
                    float gradient = Unsafe.Add(ref dy, (plane * shape.OutputGradient.Plane) + (row * shape.OutputGradient.Row) + column);
                    ref float result = ref Unsafe.Add(
                        ref dx, (plane * shape.InputGradient.Plane) + (2 * row * shape.InputGradient.Row) + (2 * column));
                    ref float pixel = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (2 * row * shape.Input.Row) + (2 * column));
                    float largest = TPooling.IsMaximum ? Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row) + column) : 0;
                    for (nint i = 0; i < 4; i++)
                    {
                        if (TPooling.IsMaximum && !Unsafe.Add(ref pixel, ((i >> 1) * shape.Input.Row) + (i & 1)).Equals(largest)) continue;
                        Unsafe.Add(ref result, ((i >> 1) * shape.InputGradient.Row) + (i & 1)) = TPooling.IsMaximum ? gradient : gradient * 0.25f;
                        if (TPooling.IsMaximum) break;
                    }
                }
        }
    }

    /// <summary>Windows of any kind but 2x2 ones side by side, in scalars.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Scatter<TPooling>(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
        where TPooling : struct, IPooling
    {
        for (nint plane = 0; plane < shape.Channels; plane++)
        {
            ClearRows(ref Unsafe.Add(ref dx, plane * shape.InputGradient.Plane), shape.SkippedTop, in shape);
            for (nint row = shape.FirstWindowRow; row < shape.EndWindowRow; row++)
            {
                nint top = shape.Top(row), height = nint.Min(shape.Bottom(row), shape.EndRow) - top, skipped = nint.Max(shape.SkippedTop - top, 0);
                for (nint column = 0; column < shape.OutputWidth; column++)
                {
                    nint left = shape.Left(column), width = shape.Right(column) - left;
                    float gradient = Unsafe.Add(ref dy, (plane * shape.OutputGradient.Plane) + (row * shape.OutputGradient.Row) + column);
                    ref float result = ref Unsafe.Add(ref dx, (plane * shape.InputGradient.Plane) + (top * shape.InputGradient.Row) + left);
                    if (!TPooling.IsMaximum)
                    {
                        float share = gradient / shape.Divisor(row, column);
                        for (nint h = skipped; h < height; h++)
                            for (nint w = 0; w < width; w++) Unsafe.Add(ref result, (h * shape.InputGradient.Row) + w) += share;
                        continue;
                    }

                    ref float source = ref Unsafe.Add(ref x, (plane * shape.Input.Plane) + (top * shape.Input.Row) + left);
                    float largest = Unsafe.Add(ref y, (plane * shape.Output.Plane) + (row * shape.Output.Row) + column);
                    nint pixels = height * width;
                    for (nint pixel = 0, h = 0, w = 0; pixel < pixels; pixel++)
                    {
                        if (Unsafe.Add(ref source, (h * shape.Input.Row) + w).Equals(largest))
                        {
                            if (h >= skipped) Unsafe.Add(ref result, (h * shape.InputGradient.Row) + w) += gradient;
                            break;
                        }

                        if (++w < width) continue;
                        w = 0;
                        h++;
                    }
                }
            }
        }
    }

    private static void ClearRows(ref float plane, nint first, in PoolShape shape)
    {
        for (nint h = first; h < shape.EndRow; h++)
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref plane, h * shape.InputGradient.Row), (int)shape.InputWidth).Clear();
    }
}
