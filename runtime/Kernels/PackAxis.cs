using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// How one axis of a packed matrix walks through the weights' memory: three nested loops, the outermost first, each (count, stride in
/// floats). Strides may be negative or cover a subset (flipped taps, phases of a strided convolution). The innermost loop may be
/// followed by pads: <paramref name="PaddedInner"/> entries in all, of which those from <paramref name="InnerCount"/> on read nothing
/// and pack as zeros (columns in the order of channels-last memory, or rows: but a row of zeros multiplies what memory holds there, so
/// padded rows are only for inputs whose pads are finite).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PackAxis(
    nint OuterCount, nint OuterStride, nint MiddleCount, nint MiddleStride, nint InnerCount, nint InnerStride, nint PaddedInner)
{
    /// <summary>One loop.</summary>
    public PackAxis(nint count, nint stride)
        : this(1, 0, 1, 0, count, stride, count)
    {
    }

    /// <summary>Two nested loops.</summary>
    public static PackAxis Of(nint outerCount, nint outerStride, nint innerCount, nint innerStride) =>
        new(1, 0, outerCount, outerStride, innerCount, innerStride, innerCount);

    /// <summary>Three nested loops.</summary>
    public static PackAxis Of(nint outerCount, nint outerStride, nint middleCount, nint middleStride, nint innerCount, nint innerStride) =>
        new(outerCount, outerStride, middleCount, middleStride, innerCount, innerStride, innerCount);

    /// <summary>Entries, pads included.</summary>
    public nint Count => OuterCount * MiddleCount * PaddedInner;

    /// <summary>The same with the innermost loop padded to a multiple of 16.</summary>
    public PackAxis PadInner() => this with { PaddedInner = (InnerCount + 15) / 16 * 16 };

    /// <summary>Where entry <paramref name="index"/> lies, in floats from the first; <see cref="Pad"/> where it is a pad.</summary>
    public nint Offset(nint index)
    {
        (nint run, nint inner) = Math.DivRem(index, PaddedInner);
        if (inner >= InnerCount) return Pad;
        (nint outer, nint middle) = Math.DivRem(run, MiddleCount);
        return outer * OuterStride + middle * MiddleStride + inner * InnerStride;
    }

    /// <summary>The offset of a pad.</summary>
    public static nint Pad => nint.MinValue;
}
