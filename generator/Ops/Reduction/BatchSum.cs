namespace Kiln.Generator.Ops;

/// <summary>The sum along axes and over the batch: the gradient of a value that all samples share.</summary>
internal sealed record BatchSum(EquatableArray<int> Axes, EquatableArray<int> Result) : ReductionOp(Axes, Result)
{
    internal override bool OverBatch => true;

    internal override string Reduction => "Sum";

    public override void Evaluate(Reference reference)
    {
        int[] targets = Targets(reference);
        reference.Input().Visit((row, i) => reference.Output().Data[targets[i]] += reference.Input()[row, i]);
    }

    private const string Untried = "the kernels are those of Sum, which is tried";

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("a number", new BatchSum([0], []), OpCase.Vector(21)) { WithoutSpecialValues = Untried },
        new("features", new BatchSum([0], [18]), OpCase.Sequence(3, 18)) { WithoutSpecialValues = Untried },
        new("positions", new BatchSum([], [3, 17]), OpCase.Sequence(3, 17)) { WithoutSpecialValues = Untried },
        new("channels", new BatchSum([1, 2], [18, 1, 1]), OpCase.Map(18, 3, 5)) { WithoutSpecialValues = Untried },
        new("planes", new BatchSum([1, 2], [3]), OpCase.Map(3, 4, 5)) { WithoutSpecialValues = Untried },
        new("rows of many channels", new BatchSum([2], [18, 3, 1]), OpCase.Map(18, 3, 5)) { WithoutSpecialValues = Untried },
        new("four dimensions", new BatchSum([1], [2, 1, 4, 5]), TensorType.Float(Shape.PerSample(2, 3, 4, 5))) { WithoutSpecialValues = Untried },
    ];
}
