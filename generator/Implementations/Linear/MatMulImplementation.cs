using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MatMul"/> is computed.</summary>
internal sealed class MatMulImplementation(MatMul op) : Implementation<MatMul>(op)
{
    public override string? Title(TensorType output) => "GEMM";

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Write(StepBuilder step)
    {
        Shape a = step.InputType(0).Shape, b = step.InputType(1).Shape;
        int rows = Op.RowsOfA(a), depth = Op.Depth(a), columns = Op.ColumnsOfB(b), matrices = a.ElementCount / (rows * depth);
        long rowA = step.Input(0).Row, rowB = step.Input(1).Row, rowC = step.Output().Row, rowOfB = Op.TransposeB ? step.Output(1).Channel : rowB;
        Argument shape = StepBuilder.Constant("WeightGradientShape", Field.Of(
            ("Rows", rows), ("Columns", columns), ("RowStride", Op.TransposeA ? 1 : rowA), ("OutputRowStride", rowC),
            ("Inner", depth), ("InnerStrideA", Op.TransposeA ? rowA : 1), ("InnerStrideB", rowOfB)));
        Expression matrix = matrices > 1 ? Expression.Named("matrix") : 0;
        using IDisposable? loop = matrices > 1 ? step.Loop("matrix", 0, matrices) : null;
        Argument.Address right = step.InputAt(1, rowB * b[b.Rank - 2] * matrix);
        if (Op.TransposeB)
        {
            step.Call("Layouts", "Transpose", right, rowB, step.OutputAt(1), rowOfB, columns, depth);
            right = step.OutputAt(1);
        }

        step.Call(
            KernelFamily.GemmWeightGradient, step.InputAt(0, rowA * a[a.Rank - 2] * matrix), right, step.OutputAt(0, rowC * rows * matrix), false, shape);
    }
}
