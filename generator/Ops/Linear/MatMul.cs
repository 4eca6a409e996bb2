using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// C = A B of two values of each sample, matrix by matrix where they have more than two dimensions: [.., M, K] times [.., K, N], each
/// optionally transposed. The kernel broadcasts the elements of A, in either order, against the rows of B; a transposed B is turned into
/// scratch memory first. Inputs: A, B; outputs: C, and for a transposed B its rows.
/// </summary>
internal sealed record MatMul(bool TransposeA, bool TransposeB) : Op
{
    public static Layer Layer { get; } = new("MatMul", call =>
    {
        Value a = Broadcasting.ToSamples(call, call.Input(0)), b = Broadcasting.ToSamples(call, call.Input(1));
        return call.Add(new MatMul(call.Bool("transposeA"), call.Bool("transposeB")), a, b);
    }) { IsFunction = true };

    public override Keeps Keeps => Keeps.Input;

    protected internal override string Detail => (TransposeA ? "A'" : "A") + (TransposeB ? " B'" : " B");

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape a = inputs[0].Shape, b = inputs[1].Shape;
        if (a.Rank < 2 || a.Rank != b.Rank || a.Leading != 1 || b.Leading != 1 || !a.Dimensions.Take(a.Rank - 2).SequenceEqual(b.Dimensions.Take(a.Rank - 2)) || Depth(a) != RowsOfB(b))
            return new Problem(ShapeProblems.ShapesDiffer, Name, a, b);
        TensorType c = TensorType.Float(With(a, RowsOfA(a), ColumnsOfB(b)));
        return TransposeB ? Inferred.Of(c, TensorType.Float(Shape.PerSample(Depth(a), ColumnsOfB(b)))) : c;
    }

    private static Shape With(Shape shape, int rows, int columns) => shape with { Dimensions = [.. shape.Dimensions.Take(shape.Rank - 2), rows, columns] };

    private int RowsOfA(Shape a) => a[a.Rank - (TransposeA ? 1 : 2)];

    private int Depth(Shape a) => a[a.Rank - (TransposeA ? 2 : 1)];

    private int RowsOfB(Shape b) => b[b.Rank - (TransposeB ? 1 : 2)];

    private int ColumnsOfB(Shape b) => b[b.Rank - (TransposeB ? 2 : 1)];

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Evaluate(Reference reference)
    {
        double[] a = reference.Input(0).Data, b = reference.Input(1).Data, c = reference.Output().Data;
        Shape shapeA = reference.Input(0).Shape, shapeB = reference.Input(1).Shape;
        int rows = RowsOfA(shapeA), depth = Depth(shapeA), columns = ColumnsOfB(shapeB);
        for (int i = 0; i < c.Length; i++)
        {
            int matrix = i / (rows * columns), row = i / columns % rows, column = i % columns;
            for (int k = 0; k < depth; k++)
            {
                int ofA = (matrix * rows * depth) + (TransposeA ? (k * rows) + row : (row * depth) + k);
                int ofB = (matrix * depth * columns) + (TransposeB ? (column * depth) + k : (k * columns) + column);
                c[i] += a[ofA] * b[ofB];
            }
        }
    }

    /// <summary>With a and b the factors as they are multiplied: da = dC b', db = a' dC, transposed back where a factor is.</summary>
    public override void Differentiate(Gradient gradient)
    {
        Value a = gradient.Input(0), b = gradient.Input(1), dy = gradient.OutputGradient()!.Value;
        if (gradient.Needs(0)) gradient.Contribute(0, TransposeA ? gradient.Add(new MatMul(TransposeB, true), b, dy) : gradient.Add(new MatMul(false, !TransposeB), dy, b));
        if (gradient.Needs(1)) gradient.Contribute(1, TransposeB ? gradient.Add(new MatMul(true, TransposeA), dy, a) : gradient.Add(new MatMul(!TransposeA, false), a, dy));
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => (long)outputs[0].Shape.ElementCount * Depth(inputs[0].Shape);

    public override void Emit(StepText step)
    {
        Shape a = step.InputType(0).Shape, b = step.InputType(1).Shape;
        int rows = RowsOfA(a), depth = Depth(a), columns = ColumnsOfB(b), matrices = a.ElementCount / (rows * depth);
        long rowA = step.Input(0).Row, rowB = step.Input(1).Row, rowC = step.Output().Row, rowOfB = TransposeB ? step.Output(1).Channel : rowB;
        string shape = step.Shape("global::Kiln.Kernels.WeightGradientShape", FormattableString.Invariant(
            $"Rows = {rows}, Columns = {columns}, RowStride = {(TransposeA ? 1 : rowA)}, OutputRowStride = {rowC}, Inner = {depth}, InnerStrideA = {(TransposeA ? rowA : 1)}, InnerStrideB = {rowOfB}"));
        SourceWriter.Scope? loop = matrices > 1 ? step.Writer.Block($"for (nint matrix = 0; matrix < {SourceWriter.Number(matrices)}; matrix++)") : null;
        string At(long floats) => matrices > 1 ? StepText.Product(floats, "matrix") : "0";
        string offsetA = At(rowA * a[a.Rank - 2]), offsetB = At(rowB * b[b.Rank - 2]), right = $"ref {step.InputAt(1, offsetB)}";
        if (TransposeB)
        {
            step.Call("global::Kiln.Kernels.Layouts.Transpose", right, SourceWriter.Number(rowB), $"ref {step.OutputAt(1)}", SourceWriter.Number(rowOfB), SourceWriter.Number(columns), SourceWriter.Number(depth));
            right = $"ref {step.OutputAt(1)}";
        }

        step.Call($"{step.PlainKernel(KernelFamily.GemmWeightGradient)}.Run", $"ref {step.InputAt(0, offsetA)}", right, $"ref {step.OutputAt(0, At(rowC * rows))}", "false", shape);
        loop?.Dispose();
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("matrices", new MatMul(false, false), OpCase.Sequence(5, 7), OpCase.Sequence(7, 19)),
        new("first transposed", new MatMul(true, false), OpCase.Sequence(7, 5), OpCase.Sequence(7, 18)),
        new("second transposed", new MatMul(false, true), OpCase.Sequence(5, 7), OpCase.Sequence(17, 7)),
        new("both transposed", new MatMul(true, true), OpCase.Sequence(6, 4), OpCase.Sequence(3, 6)),
        new("several", new MatMul(false, false), OpCase.Map(3, 4, 5), OpCase.Map(3, 5, 6)),
        new("several, second transposed", new MatMul(false, true), OpCase.Map(2, 5, 18), OpCase.Map(2, 17, 18)),
        new("a row and a column", new MatMul(false, false), OpCase.Sequence(1, 9), OpCase.Sequence(9, 1)),
    ];
}
