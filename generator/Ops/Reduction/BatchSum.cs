namespace Kiln.Generator.Ops;

/// <summary>The sum along axes and over the batch: the gradient of a value that all samples share.</summary>
internal sealed record BatchSum(EquatableArray<int> Axes, EquatableArray<int> Result) : ReductionOp(Axes, Result, OverBatch: true)
{
    internal override string Reduction => nameof(Sum);

    public override void Evaluate(Reference reference)
    {
        int[] targets = Targets(reference);
        reference.Input().Visit((row, i) => reference.Output().Data[targets[i]] += reference.Input()[row, i]);
    }

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with { WithoutSpecialValues = "the kernels are those of Sum, which is tried" },
        new("a number", new BatchSum([0], []), OpCase.Vector(21)),
        new("features", new BatchSum([0], [18]), OpCase.Sequence(3, 18)),
        new("positions", new BatchSum([], [3, 17]), OpCase.Sequence(3, 17)),
        new("channels", new BatchSum([1, 2], [18, 1, 1]), OpCase.Map(18, 3, 5)),
        new("planes", new BatchSum([1, 2], [3]), OpCase.Map(3, 4, 5)),
        new("rows of many channels", new BatchSum([2], [18, 3, 1]), OpCase.Map(18, 3, 5)),
        new("four dimensions", new BatchSum([1], [2, 1, 4, 5]), TensorType.Float(Shape.PerSample(2, 3, 4, 5))));
}
