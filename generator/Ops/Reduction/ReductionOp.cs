namespace Kiln.Generator.Ops;

/// <summary>
/// y reduces x along <paramref name="Axes"/>, and the samples of a batch, too, where it runs <paramref name="OverBatch"/>: the gradient of what all samples
/// share. <paramref name="Result"/> is y's shape: x's without those dimensions, or with ones in their place.
/// </summary>
internal abstract record ReductionOp(EquatableArray<int> Axes, EquatableArray<int> Result, bool OverBatch = false) : Op(WorksOnParameters: !OverBatch)
{
    protected internal override string Detail => string.Join(", ", Axes);

    /// <summary>What is done along the axes.</summary>
    internal virtual string Reduction => Name;

    /// <summary>A layer with a list of axes: none means all, and negative ones count from the last.</summary>
    public static Layer LayerOf(string name, Func<LayerCall, EquatableArray<int>, EquatableArray<int>, Value> build) => new(name, call =>
    {
        Shape shape = call.InputShape();
        IReadOnlyList<int> given = call.Ints("axes") ?? [];
        var axes = new SortedSet<int>();
        foreach (int axis in given)
            if (!axes.Add(Axis.Of(call, "axes", axis, shape))) throw call.Fail(ShapeProblems.AxisTwice, name, axis);
        EquatableArray<int> reduced = given.Count == 0 ? Enumerable.Range(0, shape.Rank).ToEquatableArray() : axes.ToEquatableArray();
        return build(call, reduced, Broadcast.Kept(shape, reduced).Select(dimension => shape[dimension]).ToEquatableArray());
    }) { IsFunction = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(new Shape(OverBatch ? 0 : inputs[0].Shape.Leading, Result));

    /// <summary>The element of y that each element of a row of x goes to.</summary>
    protected int[] Targets(Reference reference) => Broadcast.Sources(reference.Input().Shape, Axes);
}
