using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Trip counts and strides (in floats) of a GemmWeightGradient kernel:
/// C[row, n] = sum over outer, middle, inner of A[row, outer, middle, inner] B[outer, middle, inner, n]. For a dense layer A is
/// the input, B the gradient of the output and the sum runs over the batch; for one tap of a convolution it runs over samples,
/// output rows and output columns. A bias gradient is one row whose A is the constant 1 with strides of 0.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct WeightGradientShape
{
    /// <summary>One row and a depth of one; the caller sets the rest.</summary>
    public WeightGradientShape()
    {
    }

    /// <summary>Rows of C. A kernel for n rows takes exactly n.</summary>
    public nint Rows { get; init; } = 1;

    /// <summary>Columns of C, none is written beyond; B is read up to the next multiple of 16.</summary>
    public nint Columns { get; init; }

    /// <summary>From row to row of C, in A.</summary>
    public nint RowStride { get; init; }

    /// <summary>From row to row in C.</summary>
    public nint OutputRowStride { get; init; }

    /// <summary>Trips of the slowest sum.</summary>
    public nint Outer { get; init; } = 1;

    /// <summary>Step of the slowest sum in A.</summary>
    public nint OuterStrideA { get; init; }

    /// <summary>Step of the slowest sum in B.</summary>
    public nint OuterStrideB { get; init; }

    /// <summary>Trips of the middle sum.</summary>
    public nint Middle { get; init; } = 1;

    /// <summary>Step of the middle sum in A.</summary>
    public nint MiddleStrideA { get; init; }

    /// <summary>Step of the middle sum in B.</summary>
    public nint MiddleStrideB { get; init; }

    /// <summary>Trips of the fastest sum.</summary>
    public nint Inner { get; init; } = 1;

    /// <summary>Step of the fastest sum in A.</summary>
    public nint InnerStrideA { get; init; }

    /// <summary>Step of the fastest sum in B.</summary>
    public nint InnerStrideB { get; init; }

    /// <summary>The same sum in the same order with the longest possible inner loop, as <see cref="GemmShape.Collapsed"/>.</summary>
    public WeightGradientShape Collapsed()
    {
        WeightGradientShape shape = this;
        if (shape.Inner == 1)
        {
            shape = shape with { Inner = shape.Middle, InnerStrideA = shape.MiddleStrideA, InnerStrideB = shape.MiddleStrideB, Middle = 1 };
        }
        else if (shape.Middle > 1 && shape.MiddleStrideA == shape.Inner * shape.InnerStrideA && shape.MiddleStrideB == shape.Inner * shape.InnerStrideB)
        {
            shape = shape with { Inner = shape.Inner * shape.Middle, Middle = 1 };
        }

        if (shape.Middle > 1) return shape;
        if (shape.Inner == 1)
        {
            return shape with { Inner = shape.Outer, InnerStrideA = shape.OuterStrideA, InnerStrideB = shape.OuterStrideB, Outer = 1 };
        }

        return shape.OuterStrideA == shape.Inner * shape.InnerStrideA && shape.OuterStrideB == shape.Inner * shape.InnerStrideB
            ? shape with { Inner = shape.Inner * shape.Outer, Outer = 1 }
            : shape with { Middle = shape.Outer, MiddleStrideA = shape.OuterStrideA, MiddleStrideB = shape.OuterStrideB, Outer = 1 };
    }
}
