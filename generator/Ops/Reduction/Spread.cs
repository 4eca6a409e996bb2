namespace Kiln.Generator.Ops;

/// <summary>
/// A chain of element-wise ops some of whose inputs repeat along <paramref name="Axes"/> (one list for each input; none for inputs of the full
/// <paramref name="Shape"/>): the kernel reads the small value in each row instead of a large copy of it.
/// </summary>
internal sealed record Spread(Shape Shape, EquatableArray<ElementwiseOp> Chain, EquatableArray<EquatableArray<int>> Axes) : Op(WorksOnParameters: true)
{
    public override bool IsCheap => true;

    protected internal override string Detail => string.Join(" + ", Chain);

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        for (int i = 0; i < inputs.Count; i++)
            if (new Broadcast(Shape, Axes[i]).Infer([inputs[i]]).Problem is { } problem) return problem;
        return TensorType.Float(Shape);
    }

    public override void Evaluate(Reference reference)
    {
        Tensor[] whole = [.. Enumerable.Range(0, reference.InputCount).Select(i =>
        {
            var tensor = new Tensor(Shape, reference.Batch);
            new Broadcast(Shape, Axes[i]).Evaluate(reference.Over([reference.Input(i)], [tensor]));
            return tensor;
        })];
        ElementwiseOp.EvaluateChain(Chain[0], Chain.Skip(1).ToEquatableArray(), reference.Over(whole, [reference.Output()]));
    }

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with { WithoutSpecialValues = "the formulas are those of element-wise ops, which are tried" },
        new("a gate of each channel", new Spread(Shape.PerSample(18, 3, 5), [new Multiply()], [[], [1, 2]]), OpCase.Map(18, 3, 5),
            OpCase.Map(18, 1, 1)) { WithoutNetwork = OpCase.NeedsOrders },
        new("a gate of each plane", new Spread(Shape.PerSample(3, 4, 5), [new Multiply(), new ReLU()], [[], [1, 2]]), OpCase.Map(3, 4, 5), OpCase.Map(3, 1, 1)),
        new("features", new Spread(Shape.PerSample(3, 18), [new Add()], [[], [0]]), OpCase.Sequence(3, 18), OpCase.Fixed(18)),
        new("tokens", new Spread(Shape.PerSample(3, 18), [new Multiply()], [[], [1]]), OpCase.Sequence(3, 18), OpCase.Sequence(3, 1)),
        new("positions", new Spread(Shape.PerSample(3, 17), [new Add()], [[], []]), OpCase.Sequence(3, 17),
            OpCase.Fixed(3, 17)) { Stored = StorageOrder.OfShape },
        new("a number", new Spread(Shape.PerSample(21), [new Subtract()], [[0], []]), OpCase.Number, OpCase.Vector(21)),
        new("a column and a row", new Spread(Shape.PerSample(3, 18), [new Subtract(), new Multiply()], [[1], [0], []]),
            OpCase.Sequence(3, 1), OpCase.Vector(18), OpCase.Sequence(3, 18)),
        new("rows of a map", new Spread(Shape.PerSample(3, 4, 5), [new Add()], [[], [0, 2]]), OpCase.Map(3, 4, 5), OpCase.Fixed(4)),
        new("four dimensions", new Spread(Shape.PerSample(2, 3, 4, 5), [new Add()], [[], [1]]),
            TensorType.Float(Shape.PerSample(2, 3, 4, 5)), OpCase.Fixed(2, 1, 4, 5)) { Stored = StorageOrder.OfShape });
}
