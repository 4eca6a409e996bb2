namespace Kiln.Generator.Ops;

/// <summary>
/// Values joined along one dimension, the first one by default: the channels of maps of one size, or the elements of vectors. Each part is
/// copied into its place, which need not begin at a multiple of 16 channels, unless its producer writes it there.
/// </summary>
internal sealed record Concat(int Axis = 0) : Op(WorksOnParameters: true)
{
    public static Layer Layer { get; } = new("Concat", call =>
        call.InputShape().Rank == 0 ? throw call.Fail(ShapeProblems.NeedsVector, call.Layer, call.InputShape(), "put Flatten after each number")
        : call.Add(
            new Concat(Axis: call.Has("axis") ? Ops.Axis.Of(call, "axis", call.Int("axis"), call.InputShape()) : 0), [.. Parts(call)])) { IsFunction = true };

    /// <summary>A parameter next to values of samples is one of each sample: the class token of a vision transformer.</summary>
    private static IEnumerable<Value> Parts(LayerCall call)
    {
        IEnumerable<Value> parts = Enumerable.Range(0, call.InputCount).Select(call.Input);
        return parts.All(part => call.ShapeOf(part).Leading == 0) ? parts : parts.Select(part => Broadcasting.ToSamples(call, part));
    }

    protected internal override string Detail => Axis > 0 ? FormattableString.Invariant($"axis {Axis}") : "";

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape first = inputs[0].Shape;
        foreach (TensorType input in inputs)
            if (input.Element != inputs[0].Element || input.Shape.Rank != first.Rank || Ops.Axis.With(input.Shape, Axis, 1) != Ops.Axis.With(first, Axis, 1))
                return new Problem(ShapeProblems.ShapesDiffer, Name, first, input.Shape);
        return new TensorType(inputs[0].Element, Ops.Axis.With(first, Axis, inputs.Aggregate(0, (sum, input) => checked(sum + input.Shape[Axis]))));
    }

    public override void Evaluate(Reference reference)
    {
        Tensor y = reference.Output();
        int[] strides = Ops.Axis.Strides(y.Shape);
        int first = 0;
        foreach (Tensor x in Enumerable.Range(0, reference.InputCount).Select(reference.Input))
        {
            int[] places = Ops.Axis.Places(x.Shape, strides);
            x.Visit((row, i) => y[row, first + places[i]] = x[row, i]);
            first += x.Shape[Axis] * strides[Axis];
        }
    }

    public override void Differentiate(Gradient gradient)
    {
        int first = 0;
        for (int input = 0; input < gradient.InputCount; input++)
        {
            int count = gradient.InputShape(input)[Axis];
            gradient.Contribute(input, new Slice(Axis, first, count), gradient.Dy);
            first += count;
        }
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new Concat(), OpCase.Map(2, 3, 5), OpCase.Map(3, 3, 5)),
        new("planes into channels-last", new Concat(), OpCase.Map(7, 3, 4), OpCase.Map(12, 3, 4), OpCase.Map(1, 3, 4)),
        new("channels-last, no multiple of 16", new Concat(), OpCase.Map(24, 2, 3), OpCase.Map(17, 2, 3)),
        new("vectors", new Concat(), OpCase.Vector(5), OpCase.Vector(18)),
        new("tokens", new Concat(), OpCase.Sequence(2, 5), OpCase.Sequence(3, 5)),
        new("features", new Concat(Axis: 1), OpCase.Sequence(3, 5), OpCase.Sequence(3, 18)),
        new("rows of planes", new Concat(Axis: 1), OpCase.Map(3, 4, 5), OpCase.Map(3, 2, 5)),
        new("columns of many channels", new Concat(Axis: 2), OpCase.Map(17, 3, 2), OpCase.Map(17, 3, 4)),
    ];
}
