using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>
/// How <see cref="MatMul"/> is computed: the kernel broadcasts the elements of A, in either order, against the rows of B. A transposed B is turned first.
/// </summary>
internal sealed class MatMulImplementation(MatMul op) : Implementation<MatMul>(op)
{
    public override string? Title(LaidOutType output) => "GEMM";

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.Rows;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    /// <summary>The rows of a transposed B.</summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.TransposeB ? Op.Depth(inputs[0].Shape) * PitchOfB(inputs[1].Shape) : 0;

    private long PitchOfB(Shape b) =>
        Geometry.Of(new LaidOutType(TensorType.Float(Shape.Fixed(1, Op.ColumnsOfB(b))), new Layout(MemoryOrder.Rows))).Row;

    /// <summary>An item is a matrix.</summary>
    public override void Write(StepBuilder step)
    {
        Shape a = step.InputType(0).Shape, b = step.InputType(1).Shape;
        int rows = Op.RowsOfA(a), depth = Op.Depth(a), columns = Op.ColumnsOfB(b), matrices = a.ElementCount / (rows * depth);
        long rowA = step.Input(0).Row, rowB = step.Input(1).Row, rowC = step.Output().Row, rowOfB = Op.TransposeB ? PitchOfB(b) : rowB;
        Argument shape = StepBuilder.Constant("WeightGradientShape", Field.Of(
            ("Rows", rows), ("Columns", columns), ("RowStride", Op.TransposeA ? 1 : rowA), ("OutputRowStride", rowC),
            ("Inner", depth), ("InnerStrideA", Op.TransposeA ? rowA : 1), ("InnerStrideB", rowOfB)));
        Expression matrix = 0;
        IDisposable? loop = null;
        if (matrices > 1)
        {
            (Expression first, Expression end) = step.Items("Matrix", matrices, 1, (long)rows * depth * columns);
            (matrix, loop) = (Expression.Named("matrix"), step.Loop("matrix", first, end));
        }

        using IDisposable? matricesOfItems = loop;
        Argument right = step.InputAt(1, rowB * b[b.Rank - 2] * matrix);
        if (Op.TransposeB)
        {
            step.Call("Layouts", "Transpose", right, rowB, step.Workspace(), rowOfB, columns, depth);
            right = step.Workspace();
        }

        step.Call(
            KernelFamily.GemmWeightGradient, step.InputAt(0, rowA * a[a.Rank - 2] * matrix), right, step.OutputAt(0, rowC * rows * matrix), false, shape);
    }
}
