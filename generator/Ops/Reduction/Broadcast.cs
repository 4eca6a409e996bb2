namespace Kiln.Generator.Ops;

/// <summary>
/// y repeats x along the <paramref name="Axes"/> of its shape; x has the elements of the other dimensions in their order, with dimensions of 1 or without them.
/// An element-wise op that reads y reads x in its place (<see cref="Spread"/>) wherever memory allows.
/// </summary>
internal sealed record Broadcast(Shape Shape, EquatableArray<int> Axes) : Op(WorksOnParameters: true)
{
    protected internal override string Detail => Shape.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[0].Shape.ElementCount == Kept(Shape, Axes).Aggregate(1, (count, dimension) => count * Shape[dimension])
            ? TensorType.Float(Shape) : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, Shape);

    /// <summary>The dimensions that are not among <paramref name="axes"/>.</summary>
    public static IEnumerable<int> Kept(Shape shape, EquatableArray<int> axes) => Enumerable.Range(0, shape.Rank).Where(dimension => !axes.Contains(dimension));

    /// <summary>
    /// For each element of a row of <paramref name="shape"/>, in order, the element of the value that lacks or repeats along <paramref name="axes"/>.
    /// </summary>
    public static int[] Sources(Shape shape, EquatableArray<int> axes)
    {
        int[] strides = new int[shape.Rank];
        int stride = 1;
        foreach (int dimension in Kept(shape, axes).Reverse())
        {
            strides[dimension] = stride;
            stride *= shape[dimension];
        }

        return Axis.Places(shape, strides);
    }

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input();
        int[] sources = Sources(Shape, Axes);
        reference.Output().Fill((row, i) => x[x.Rows == 1 ? 0 : row, sources[i]]);
    }

    public override void Differentiate(Gradient gradient)
    {
        Shape source = gradient.InputShape(0);
        Op sum = source.Leading == Shape.Leading ? new Sum(Axes, source.Dimensions) : new BatchSum(Axes, source.Dimensions);
        gradient.Contribute(0, sum, gradient.Dy);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("a number", new Broadcast(Shape.PerSample(21), [0]), OpCase.Number),
        new("a fixed number", new Broadcast(Shape.PerSample(3, 18), [0, 1]), OpCase.Fixed()) { Stored = StorageOrder.OfShape },
        new("a number of each channel", new Broadcast(Shape.PerSample(18, 3, 5), [1, 2]), OpCase.Map(18, 1, 1)),
        new("a number of each plane", new Broadcast(Shape.PerSample(3, 4, 5), [1, 2]), OpCase.Map(3, 1, 1)),
        new("a fixed number of each channel", new Broadcast(Shape.PerSample(18, 3, 5), [1, 2]), OpCase.Fixed(18, 1, 1)) { Stored = StorageOrder.OfShape },
        new("means of channels", new Broadcast(Shape.PerSample(18, 3, 5), [1, 2]), OpCase.Vector(18)),
        new("rows of a map", new Broadcast(Shape.PerSample(18, 3, 5), [2]), OpCase.Sequence(18, 3)),
        new("one channel for all", new Broadcast(Shape.PerSample(18, 3, 5), [0]), OpCase.Map(1, 3, 5)),
        new("one row for all", new Broadcast(Shape.PerSample(3, 4, 5), [0, 1]), OpCase.Fixed(5)) { Stored = StorageOrder.OfShape },
        new("features", new Broadcast(Shape.PerSample(3, 18), [0]), OpCase.Vector(18)),
        new("fixed features", new Broadcast(Shape.PerSample(3, 18), [0]), OpCase.Fixed(18)) { Stored = StorageOrder.OfShape },
        new("tokens", new Broadcast(Shape.PerSample(3, 18), [1]), OpCase.Sequence(3, 1)),
        new("every sample alike", new Broadcast(Shape.PerSample(3, 18), []), OpCase.Fixed(3, 18)) { Stored = StorageOrder.OfShape },
        new("four dimensions", new Broadcast(Shape.PerSample(2, 3, 4, 5), [1]), OpCase.Fixed(2, 1, 4, 5)) { Stored = StorageOrder.OfShape },
        new("parameters alone", new Broadcast(Shape.Fixed(3, 18), [0]), OpCase.Fixed(18)) { Stored = StorageOrder.OfShape },
    ];
}
