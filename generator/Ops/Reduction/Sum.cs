namespace Kiln.Generator.Ops;

/// <summary>y = the sum of x along axes; dx repeats dy along them.</summary>
internal sealed record Sum(EquatableArray<int> Axes, EquatableArray<int> Result) : ReductionOp(Axes, Result)
{
    public static Layer Layer { get; } = LayerOf("Sum", (call, axes, result) => call.Add(new Sum(axes, result), call.Input()));

    public override void Evaluate(Reference reference)
    {
        int[] targets = Targets(reference);
        reference.Input().Visit((row, i) => reference.Output()[row, targets[i]] += reference.Input()[row, i]);
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new Broadcast(gradient.InputShape(0), Axes), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("a vector", new Sum([0], []), OpCase.Vector(21)),
        new("a vector to a vector of one", new Sum([0], [1]), OpCase.Vector(21)),
        new("a number", new Sum([], []), OpCase.Number),
        new("features", new Sum([1], [3]), OpCase.Sequence(3, 18)),
        new("tokens", new Sum([0], [18]), OpCase.Sequence(3, 18)),
        new("a whole sequence", new Sum([0, 1], []), OpCase.Sequence(3, 18)),
        new("pixels of planes", new Sum([1, 2], [3]), OpCase.Map(3, 4, 5)),
        new("pixels of many channels", new Sum([1, 2], [18, 1, 1]), OpCase.Map(18, 3, 5)),
        new("channels of planes", new Sum([0], [4, 5]), OpCase.Map(3, 4, 5)),
        new("many channels", new Sum([0], [1, 3, 5]), OpCase.Map(18, 3, 5)),
        new("rows of planes", new Sum([1], [3, 5]), OpCase.Map(3, 4, 5)),
        new("columns of many channels", new Sum([2], [18, 3]), OpCase.Map(18, 3, 5)),
        new("rows of many channels", new Sum([1], [18, 1, 5]), OpCase.Map(18, 3, 5)),
        new("channels and rows", new Sum([0, 1], [5]), OpCase.Map(18, 3, 5)),
        new("a whole map", new Sum([0, 1, 2], []), OpCase.Map(18, 3, 5)),
        new("four dimensions", new Sum([1, 3], [2, 4]), TensorType.Float(Shape.PerSample(2, 3, 4, 5))),
        new("parameters", new Sum([0], [18]), OpCase.Fixed(3, 18)) { Stored = StorageOrder.OfShape },
    ];
}
