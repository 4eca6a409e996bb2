using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Trip counts and strides (in floats) of a Gemm kernel:
/// C[block, row, n] = epilogue(bias[n] + sum over outer, middle, inner of A[block, row, outer, middle, inner] B[k, n]) with
/// k = (outer * Middle + middle) * Inner + inner. A dense layer is one block of batch rows; a convolution has a block for each
/// output row, a row for each output pixel and the three depths kernel row, kernel column, input channel.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct GemmShape
{
    /// <summary>One block and a depth of one; the caller sets the rest.</summary>
    public GemmShape()
    {
    }

    /// <summary>Groups of rows, e.g. the rows of an output image.</summary>
    public nint Blocks { get; init; } = 1;

    /// <summary>Rows of C in one block. A kernel for n rows takes exactly n.</summary>
    public nint Rows { get; init; } = 1;

    /// <summary>Columns of C; it is written up to the next multiple of 16, and bias and operands are read as far.</summary>
    public nint Columns { get; init; }

    /// <summary>From block to block in A.</summary>
    public nint BlockStride { get; init; }

    /// <summary>From row to row in A.</summary>
    public nint RowStride { get; init; }

    /// <summary>Trips of the slowest sum.</summary>
    public nint Outer { get; init; } = 1;

    /// <summary>Step of the slowest sum in A.</summary>
    public nint OuterStride { get; init; }

    /// <summary>Trips of the middle sum.</summary>
    public nint Middle { get; init; } = 1;

    /// <summary>Step of the middle sum in A.</summary>
    public nint MiddleStride { get; init; }

    /// <summary>Trips of the fastest sum.</summary>
    public nint Inner { get; init; } = 1;

    /// <summary>Step of the fastest sum in A.</summary>
    public nint InnerStride { get; init; } = 1;

    /// <summary>From block to block in C and in every operand.</summary>
    public nint OutputBlockStride { get; init; }

    /// <summary>From row to row in C and in every operand.</summary>
    public nint OutputRowStride { get; init; }

    /// <summary>Terms of each sum, the K of the packed panels.</summary>
    public nint Depth => Outer * Middle * Inner;

    /// <summary>
    /// The same sum in the same order with the longest possible inner loop: neighbouring loops merge where the memory they walk
    /// is evenly spaced, and loops of one trip vanish.
    /// </summary>
    public GemmShape Collapsed()
    {
        // A phase of a strided gradient may have no taps: nothing to sum, whichever loop says so.
        if (Depth == 0) return this with { Outer = 1, Middle = 1, Inner = 0 };
        GemmShape shape = this;
        if (shape.Inner == 1 || (shape.Middle > 1 && shape.MiddleStride == shape.Inner * shape.InnerStride))
        {
            shape = shape with { Inner = shape.Inner * shape.Middle, InnerStride = shape.Inner == 1 ? shape.MiddleStride : shape.InnerStride, Middle = 1 };
        }

        if (shape.Middle > 1)
        {
            return shape.OuterStride == shape.Middle * shape.MiddleStride ? shape with { Middle = shape.Middle * shape.Outer, Outer = 1 } : shape;
        }

        if (shape.Inner == 1 || shape.OuterStride == shape.Inner * shape.InnerStride)
        {
            return shape with { Inner = shape.Inner * shape.Outer, InnerStride = shape.Inner == 1 ? shape.OuterStride : shape.InnerStride, Outer = 1 };
        }

        return shape with { Middle = shape.Outer, MiddleStride = shape.OuterStride, Outer = 1 };
    }
}
