namespace Kiln.Generator.Ops;

/// <summary>
/// y = the indices First to First + Count of one dimension of x, a copy or where they are: what undoes <see cref="Concat"/> and is its gradient.
/// </summary>
internal sealed record Slice(int Axis, int First, int Count) : Op(WorksOnParameters: true)
{
    public static Layer Layer { get; } = new("Slice", call =>
    {
        Shape x = call.InputShape();
        int axis = Ops.Axis.Of(call, "axis", call.Int("axis"), x), start = call.Int("start"), count = call.AtLeast(1, "length", call.Int("length"));
        int first = start < 0 ? start + x[axis] : start;
        if (first < 0 || first + (long)count > x[axis])
            throw call.Fail(
                ShapeProblems.OutOfRange, "Slice", "start", start, FormattableString.Invariant($"such that {count} of the {x[axis]} indices follow"));
        return call.Add(new Slice(axis, first, count), call.Input());
    });

    protected internal override string Detail => FormattableString.Invariant($"axis {Axis}, {First} to {First + Count - 1}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) => new TensorType(inputs[0].Element, Ops.Axis.With(inputs[0].Shape, Axis, Count));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int[] strides = Ops.Axis.Strides(x.Shape), places = Ops.Axis.Places(y.Shape, strides);
        y.Fill((row, i) => x[row, (First * strides[Axis]) + places[i]]);
    }

    public override void Differentiate(Gradient gradient)
    {
        Shape x = gradient.InputShape(0);
        EquatableArray<int> before = [.. x.Dimensions.Select((_, axis) => axis == Axis ? First : 0)];
        EquatableArray<int> after = [.. x.Dimensions.Select((size, axis) => axis == Axis ? size - First - Count : 0)];
        gradient.Contribute(0, new Pad(before, after, 0), gradient.Dy);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new Slice(0, 2, 3), OpCase.Map(5, 3, 5)),
        new("planes out of channels-last", new Slice(0, 7, 12), OpCase.Map(20, 3, 4)),
        new("channels-last, no multiple of 16", new Slice(0, 24, 17), OpCase.Map(41, 2, 3)),
        new("rows of planes", new Slice(1, 1, 2), OpCase.Map(3, 4, 5)),
        new("columns of many channels", new Slice(2, 2, 3), OpCase.Map(17, 3, 6)),
        new("a vector", new Slice(0, 5, 18), OpCase.Vector(23)),
        new("tokens", new Slice(0, 2, 3), OpCase.Sequence(6, 5)),
        new("features", new Slice(1, 4, 17), OpCase.Sequence(3, 22)),
        new("four dimensions", new Slice(1, 1, 2), TensorType.Float(Shape.PerSample(2, 4, 3, 2))),
    ];
}
