namespace Kiln.Generator.Ops;

/// <summary>
/// y = x, a value of parameters with the memory of a sample: in the order and with the border that an op over samples reads, as the one sample of a
/// batch of one. So every op works on parameters alone, once for each call, whatever its kernels require of a sample.
/// </summary>
internal sealed record AsOneSample : CopyOp
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape with { Leading = Shape.OneSample });

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new OfOneSample(), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("number", new AsOneSample(), OpCase.Fixed()) { Stored = StorageOrder.OfShape },
        new("vector", new AsOneSample(), OpCase.Fixed(21)) { Stored = StorageOrder.OfShape },
        new("sequence", new AsOneSample(), OpCase.Fixed(3, 18)) { Stored = StorageOrder.OfShape },
        new("planes", new AsOneSample(), OpCase.Fixed(3, 4, 5)) { Stored = StorageOrder.OfShape },
        new("many channels", new AsOneSample(), OpCase.Fixed(18, 3, 5)) { Stored = StorageOrder.OfShape },
        new("four dimensions", new AsOneSample(), OpCase.Fixed(2, 3, 4, 5)) { Stored = StorageOrder.OfShape },
    ];
}
