namespace Kiln.Generator.Ops;

/// <summary>x between indices of a constant value, Before and After along each dimension; the gradient is the part that was x.</summary>
internal sealed record Pad(EquatableArray<int> Before, EquatableArray<int> After, double Value) : Op(WorksOnParameters: true)
{
    public static Layer Layer { get; } = new("Pad", call =>
    {
        int rank = call.InputShape().Rank;
        if (call.Has("padding"))
        {
            // All sides of a map, both ends of a signal or of a vector.
            int padding = call.AtLeast(0, "padding", call.Int("padding"));
            EquatableArray<int> sides = Enumerable.Range(0, rank)
                .Select(axis => rank == 1 || axis >= rank - Math.Min(2, rank - 1) ? padding : 0).ToEquatableArray();
            return call.Add(new Pad(sides, sides, call.Double("value")), call.Input());
        }

        return call.Add(new Pad(Sides(call, "before", rank), Sides(call, "after", rank), call.Double("value")), call.Input());
    });

    private static EquatableArray<int> Sides(LayerCall call, string parameter, int rank)
    {
        IReadOnlyList<double> sizes = call.Doubles(parameter)!;
        if (sizes.Count != rank) throw call.Fail(ShapeProblems.WrongAxisCount, "Pad", parameter, sizes.Count, rank);
        return sizes.Select(size => call.AtLeast(0, parameter, (int)size)).ToEquatableArray();
    }

    protected internal override string Detail => FormattableString.Invariant($"{string.Join(", ", Before)} before, {string.Join(", ", After)} after, {Value}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(
        inputs[0].Shape with { Dimensions = [.. inputs[0].Shape.Dimensions.Select((size, axis) => checked(size + Before[axis] + After[axis]))] });

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        y.Data.AsSpan().Fill(Value);
        int[] strides = Axis.Strides(y.Shape), places = Axis.Places(x.Shape, strides);
        int first = Before.Zip(strides, (before, stride) => before * stride).Sum();
        x.Visit((row, i) => y[row, first + places[i]] = x[row, i]);
    }

    public override void Differentiate(Gradient gradient)
    {
        Value part = gradient.Dy;
        Shape x = gradient.InputShape(0);
        for (int axis = 0; axis < x.Rank; axis++)
            if (Before[axis] + After[axis] > 0) part = gradient.Add(new Slice(axis, Before[axis], x[axis]), part);
        gradient.Contribute(0, part);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new Pad([0, 1, 2], [0, 0, 3], 0), OpCase.Map(3, 4, 5)),
        new("to many channels", new Pad([5, 0, 0], [6, 0, 0], 0), OpCase.Map(7, 3, 2)),
        new("many channels, a number", new Pad([0, 1, 1], [0, 1, 1], 0.5), OpCase.Map(17, 3, 2)),
        new("a vector", new Pad([2], [3], -1), OpCase.Vector(7)),
        new("a sequence", new Pad([1, 2], [0, 3], 0), OpCase.Sequence(3, 18)),
    ];
}
