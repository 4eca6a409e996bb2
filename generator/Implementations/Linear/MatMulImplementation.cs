using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// How <see cref="MatMul"/> is computed: the kernel broadcasts the elements of A, in either order, against the rows of B. A transposed B is turned first.
/// </summary>
internal sealed class MatMulImplementation(MatMul op) : Implementation<MatMul>(op, Traits.NoBorders, "GEMM")
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Rows;

    /// <summary>The rows of a transposed B.</summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.TransposeB ? Op.Depth(inputs[0].Shape) * PitchOfB(inputs[1].Shape) : 0;

    private long PitchOfB(Shape b) => Geometry.Of(new LaidOutType(TensorType.Float(Shape.Fixed(1, Op.ColumnsOfB(b))), new Layout(MemoryOrder.Rows))).Row;

    /// <summary>Rows of an item, a multiple of what register tiles hold; many, because each item turns B for itself.</summary>
    private const int RowsPerItem = 48;

    /// <summary>An item is some rows of a matrix.</summary>
    public override void Write(StepBuilder step)
    {
        Shape a = step.InputType(0).Shape, b = step.InputType(1).Shape;
        int rows = Op.RowsOfA(a), depth = Op.Depth(a), columns = Op.ColumnsOfB(b), matrices = a.ElementCount / (rows * depth);
        long rowA = step.Input(0).Row, rowB = step.Input(1).Row, rowC = step.Output().Row, rowOfB = Op.TransposeB ? PitchOfB(b) : rowB;
        long cost = (long)depth * columns, toRowA = Op.TransposeA ? 1 : rowA;
        using IDisposable tiles = matrices == 1
            ? step.Tiles(new Cut(rows, RowsPerItem), new Cut(1, 1), cost, out Tile tile)
            : step.Tiles(new Cut(matrices, 1), new Cut(rows, RowsPerItem), cost, out tile);
        if (matrices == 1) tile = new Tile(0, 1, tile.Row, tile.Rows);
        using IDisposable? each = matrices == 1 ? null : step.Loop("matrix", tile.Row, tile.Row + tile.Rows);
        Expression matrix = matrices == 1 ? 0 : Expression.Named("matrix");
        Argument right = step.InputAt(1, rowB * b[b.Rank - 2] * matrix);
        if (Op.TransposeB)
        {
            step.Call("Layouts", "Transpose", right, rowB, step.Workspace(), rowOfB, columns, depth);
            right = step.Workspace();
        }

        IEnumerable<Field> shape = Field.Of(
            ("Rows", rows), ("Columns", columns), ("RowStride", toRowA), ("OutputRowStride", rowC),
            ("Inner", depth), ("InnerStrideA", Op.TransposeA ? rowA : 1), ("InnerStrideB", rowOfB));
        step.Call(
            KernelFamily.GemmWeightGradient, step.InputAt(0, rowA * a[a.Rank - 2] * matrix, toRowA * tile.Column), right,
            step.OutputAt(0, rowC * rows * matrix, rowC * tile.Column), false, StepBuilder.Constant("WeightGradientShape", shape, ("Rows", tile.Columns)));
    }
}
