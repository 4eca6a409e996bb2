using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MatMul"/> is computed.</summary>
internal sealed class MatMulImplementation(MatMul op) : Implementation<MatMul>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Emit(StepText step)
    {
        Shape a = step.InputType(0).Shape, b = step.InputType(1).Shape;
        int rows = Op.RowsOfA(a), depth = Op.Depth(a), columns = Op.ColumnsOfB(b), matrices = a.ElementCount / (rows * depth);
        long rowA = step.Input(0).Row, rowB = step.Input(1).Row, rowC = step.Output().Row, rowOfB = Op.TransposeB ? step.Output(1).Channel : rowB;
        string sizes = FormattableString.Invariant($"Rows = {rows}, Columns = {columns}, RowStride = {(Op.TransposeA ? 1 : rowA)}, OutputRowStride = {rowC}");
        string inner = FormattableString.Invariant($"Inner = {depth}, InnerStrideA = {(Op.TransposeA ? rowA : 1)}, InnerStrideB = {rowOfB}");
        string shape = step.Shape("global::Kiln.Kernels.WeightGradientShape", $"{sizes}, {inner}");
        SourceWriter.Scope? loop = matrices > 1 ? step.Writer.Block($"for (nint matrix = 0; matrix < {SourceWriter.Number(matrices)}; matrix++)") : null;
        string At(long floats) => matrices > 1 ? StepText.Product(floats, "matrix") : "0";
        string offsetA = At(rowA * a[a.Rank - 2]), offsetB = At(rowB * b[b.Rank - 2]), right = $"ref {step.InputAt(1, offsetB)}";
        if (Op.TransposeB)
        {
            step.Call("global::Kiln.Kernels.Layouts.Transpose",
                right, SourceWriter.Number(rowB), $"ref {step.OutputAt(1)}", SourceWriter.Number(rowOfB),
                SourceWriter.Number(columns), SourceWriter.Number(depth));
            right = $"ref {step.OutputAt(1)}";
        }

        step.Call($"{step.Kernel(KernelFamily.GemmWeightGradient)}.Run",
            $"ref {step.InputAt(0, offsetA)}", right, $"ref {step.OutputAt(0, At(rowC * rows))}", "false", shape);
        loop?.Dispose();
    }
}
