namespace Kiln.Generator.Ops;

/// <summary>
/// Dimension i of y is dimension Axes[i] of x. The transpose of a sequence [tokens, features] in padded rows is the signal [features, tokens] in
/// channels-last memory, and the other way round: the same memory under another name.
/// </summary>
internal sealed record Transpose(EquatableArray<int> Axes) : Op(WorksOnParameters: true)
{
    public static Layer Layer { get; } = new("Transpose", call =>
    {
        Shape x = call.InputShape();
        IReadOnlyList<double> given = call.Doubles("axes") ?? [];
        // Without axes the dimensions are reversed, as numpy does.
        int[] axes = given.Count == 0 ? [.. Enumerable.Range(0, x.Rank).Reverse()] : [.. given.Select(axis => Axis.Of(call, "axes", (int)axis, x))];
        if (axes.Distinct().Count() != axes.Length || axes.Length != x.Rank)
            throw call.Fail(ShapeProblems.WrongAxisCount, "Transpose", "axes", axes.Distinct().Count(), x.Rank);
        return call.Add(new Transpose(axes.ToEquatableArray()), call.Input());
    });

    protected internal override string Detail => string.Join(", ", Axes);

    /// <summary>A matrix, whose two memory orders are each other's transpose.</summary>
    internal bool IsMatrix => Axes.Count == 2 && Axes[0] == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        new TensorType(inputs[0].Element, inputs[0].Shape with { Dimensions = Axes.Select(axis => inputs[0].Shape[axis]) });

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int[] strides = Axis.Strides(x.Shape), places = Axis.Places(y.Shape, [.. Axes.Select(axis => strides[axis])]);
        y.Fill((row, i) => x[row, places[i]]);
    }

    public override void Differentiate(Gradient gradient)
    {
        EquatableArray<int> inverse = [.. Enumerable.Range(0, Axes.Count).OrderBy(i => Axes[i])];
        gradient.Contribute(0, new Transpose(inverse), gradient.Dy);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("a sequence", new Transpose([1, 0]), OpCase.Sequence(5, 18)),
        new("a sequence as it is", new Transpose([0, 1]), OpCase.Sequence(5, 3)),
        new("height and width of planes", new Transpose([0, 2, 1]), OpCase.Map(3, 4, 5)),
        new("height and width of many channels", new Transpose([0, 2, 1]), OpCase.Map(17, 4, 5)),
        new("many channels last", new Transpose([1, 2, 0]), OpCase.Map(18, 4, 5)),
        new("last dimension first", new Transpose([2, 0, 1]), OpCase.Map(4, 5, 19)),
        new("reversed", new Transpose([2, 1, 0]), OpCase.Map(4, 5, 6)),
        new("channels and height", new Transpose([1, 0, 2]), OpCase.Map(17, 19, 3)),
        new("four dimensions", new Transpose([2, 0, 3, 1]), TensorType.Float(Shape.PerSample(2, 4, 3, 5))),
    ];
}
