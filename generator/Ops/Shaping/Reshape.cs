namespace Kiln.Generator.Ops;

/// <summary>
/// The same elements under another shape, in row-major order (C, H, W for maps) regardless of the order in memory: a copy, or the same memory under another
/// name. A signal [channels, length] and a map of height 1 lie alike in every order.
/// </summary>
internal sealed record Reshape(EquatableArray<int> Dimensions) : CopyOp(WorksOnParameters: true)
{
    public static Layer Layer { get; } = new("Reshape", call =>
    {
        Shape x = call.InputShape();
        int[] shape = [.. (call.Doubles("shape") ?? []).Select(size => (int)size)];
        if (shape.Count(size => size == -1) > 1) throw call.Fail(ShapeProblems.OutOfRange, "Reshape", "shape", Text(shape), "a list with at most one -1");
        foreach (int size in shape.Where(size => size != -1)) call.AtLeast(1, "shape", size);
        long known = shape.Where(size => size != -1).Aggregate(1L, (product, size) => checked(product * size));
        if (shape.Contains(-1) && x.ElementCount % known == 0) shape = [.. shape.Select(size => size == -1 ? (int)(x.ElementCount / known) : size)];
        if (shape.Contains(-1) || new Shape(0, shape.ToEquatableArray()).ElementCount != x.ElementCount)
            throw call.Fail(ShapeProblems.WrongElementCount, x, x.ElementCount, Text(shape));
        return call.Add(new Reshape(shape.ToEquatableArray()), call.Input());
    });

    private static string Text(int[] shape) => Shape.PerSample(shape).Spelled;

    protected internal override string Detail => new Shape(0, Dimensions).ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        var target = new Shape(inputs[0].Shape.Leading, Dimensions);
        return target.ElementCount == inputs[0].Shape.ElementCount
            ? inputs[0] with { Shape = target } : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, target);
    }

    /// <summary>A signal and a map of one row.</summary>
    internal static bool IsRow(Shape left, Shape right) =>
        left.Rank + right.Rank == 5 && left.Rank is 2 or 3 && (left.Rank == 3 ? left : right)[1] == 1
        && left[0] == right[0] && left[left.Rank - 1] == right[right.Rank - 1];

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new Reshape(gradient.InputShape(0).Dimensions), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("map to vector", new Reshape([60]), OpCase.Map(3, 4, 5)),
        new("many channels to vector", new Reshape([102]), OpCase.Map(17, 3, 2)),
        new("a signal as a map", new Reshape([17, 1, 6]), OpCase.Sequence(17, 6)),
        new("few channels of a signal", new Reshape([3, 1, 21]), OpCase.Sequence(3, 21)),
        new("a row as a signal", new Reshape([18, 5]), OpCase.Map(18, 1, 5)),
        new("a sequence to four dimensions", new Reshape([2, 3, 2, 5]), OpCase.Sequence(6, 10)),
        new("maps of one pixel", new Reshape([5, 1, 2]), OpCase.Map(10, 1, 1)),
        new("vector to map", new Reshape([18, 2, 3]), OpCase.Vector(108)),
    ];
}
