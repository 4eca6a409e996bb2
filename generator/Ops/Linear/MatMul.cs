namespace Kiln.Generator.Ops;

/// <summary>
/// C = A B of two values of each sample, matrix by matrix where they have more than two dimensions: [.., M, K] times [.., K, N], each
/// optionally transposed. A product with a matrix of parameters is a dense layer without bias.
/// </summary>
internal sealed record MatMul(bool TransposeA, bool TransposeB) : Op(WorksOnParameters: true)
{
    public static Layer Layer { get; } = new("MatMul", Build) { IsFunction = true };

    private static Value Build(LayerCall call)
    {
        Value a = call.Input(0), b = call.Input(1);
        (bool transposeA, bool transposeB) = (call.Bool("transposeA"), call.Bool("transposeB"));
        Shape left = call.ShapeOf(a), right = call.ShapeOf(b);
        var product = new MatMul(transposeA, transposeB);
        if (left.Rank < 2 || right.Rank < 2 || product.Depth(left) != product.RowsOfB(right) || Broadcasting.Of(Front(left), Front(right)) is not { } front)
            throw call.Fail(ShapeProblems.ShapesDiffer, call.Layer, left, right);
        if (left.Leading > 0 && right is { Leading: 0, Rank: 2 }) return Dense(call, Turned(call, a, transposeA), b, weightIsTransposed: transposeB);
        // A B = (B' A')'.
        if (right.Leading > 0 && left is { Leading: 0, Rank: 2 })
            return Turned(call, Dense(call, Turned(call, b, !transposeB), a, weightIsTransposed: !transposeA), turn: true);
        return call.Add(product, Spread(call, a, front), Spread(call, b, front));
    }

    /// <summary>x B of each row of x, with a matrix of parameters, which may be there as its transpose.</summary>
    private static Value Dense(LayerCall call, Value x, Value matrix, bool weightIsTransposed)
    {
        Value weight = call.Add(new MatrixAsWeight(), weightIsTransposed ? Turned(call, matrix, turn: true) : matrix);
        Shape shape = call.ShapeOf(x);
        int units = call.ShapeOf(weight)[0];
        Value rows = shape.Rank == 2 ? x : call.Add(new Reshape([shape.ElementCount / shape[shape.Rank - 1], shape[shape.Rank - 1]]), x);
        Value y = call.Add(new Dense(units), rows, weight);
        return shape.Rank == 2 ? y : call.Add(new Reshape([.. shape.Dimensions.Take(shape.Rank - 1), units]), y);
    }

    /// <summary>The matrices, each transposed where <paramref name="turn"/> asks for it.</summary>
    private static Value Turned(LayerCall call, Value matrices, bool turn)
    {
        int rank = call.ShapeOf(matrices).Rank;
        return turn ? call.Add(new Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]), matrices) : matrices;
    }

    /// <summary>The dimensions that count matrices.</summary>
    private static Shape Front(Shape shape) => shape with { Dimensions = [.. shape.Dimensions.Take(shape.Rank - 2)] };

    private static Value Spread(LayerCall call, Value matrices, Shape front)
    {
        Shape shape = call.ShapeOf(matrices);
        return Broadcasting.To(call, matrices, new Shape(front.Leading, [.. front.Dimensions, shape[shape.Rank - 2], shape[shape.Rank - 1]]));
    }

    protected internal override string Detail => (TransposeA ? "A'" : "A") + (TransposeB ? " B'" : " B");

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape a = inputs[0].Shape, b = inputs[1].Shape;
        if (a.Rank < 2 || a.Rank != b.Rank || a.Leading != b.Leading || a.Leading > 1
            || !a.Dimensions.Take(a.Rank - 2).SequenceEqual(b.Dimensions.Take(a.Rank - 2)) || Depth(a) != RowsOfB(b))
            return new Problem(ShapeProblems.ShapesDiffer, Name, a, b);
        return TensorType.Float(With(a, RowsOfA(a), ColumnsOfB(b)));
    }

    private static Shape With(Shape shape, int rows, int columns) => shape with { Dimensions = [.. shape.Dimensions.Take(shape.Rank - 2), rows, columns] };

    internal int RowsOfA(Shape a) => a[a.Rank - (TransposeA ? 1 : 2)];

    internal int Depth(Shape a) => a[a.Rank - (TransposeA ? 2 : 1)];

    private int RowsOfB(Shape b) => b[b.Rank - (TransposeB ? 1 : 2)];

    internal int ColumnsOfB(Shape b) => b[b.Rank - (TransposeB ? 2 : 1)];

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
        Value a = gradient.Input(0), b = gradient.Input(1), dy = gradient.Dy;
        if (TransposeA) gradient.Contribute(0, new MatMul(TransposeB, true), b, dy);
        else gradient.Contribute(0, new MatMul(false, !TransposeB), dy, b);
        if (TransposeB) gradient.Contribute(1, new MatMul(true, TransposeA), dy, a);
        else gradient.Contribute(1, new MatMul(!TransposeA, false), a, dy);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)outputs[0].Shape.ElementCount * Depth(inputs[0].Shape);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("matrices", new MatMul(false, false), OpCase.Sequence(5, 7), OpCase.Sequence(7, 19)),
        new("first transposed", new MatMul(true, false), OpCase.Sequence(7, 5), OpCase.Sequence(7, 18)),
        new("second transposed", new MatMul(false, true), OpCase.Sequence(5, 7), OpCase.Sequence(17, 7)),
        new("both transposed", new MatMul(true, true), OpCase.Sequence(6, 4), OpCase.Sequence(3, 6)),
        new("several", new MatMul(false, false), OpCase.Map(3, 4, 5), OpCase.Map(3, 5, 6)),
        new("several, second transposed", new MatMul(false, true), OpCase.Map(2, 5, 18), OpCase.Map(2, 17, 18)),
        new("of parameters", new MatMul(false, false), OpCase.Fixed(5, 7), OpCase.Fixed(7, 19)) { Stored = StorageOrder.OfShape },
        new("of parameters, transposed", new MatMul(true, true), OpCase.Fixed(7, 5), OpCase.Fixed(19, 7)) { Stored = StorageOrder.OfShape },
        new("a row and a column", new MatMul(false, false), OpCase.Sequence(1, 9), OpCase.Sequence(9, 1)),
    ];
}
