using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = x, a value of parameters with the memory of a sample: in the order and with the border that an op over samples reads, as the one sample of a
/// batch of one. So every op works on parameters alone, once for each call, whatever its kernels require of a sample.
/// </summary>
internal sealed record AsOneSample : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape with { Leading = Shape.OneSample });

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, gradient.Add(new OfOneSample(), gradient.OutputGradient()!.Value));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("number", new AsOneSample(), OpCase.Natural()),
        new("vector", new AsOneSample(), OpCase.Natural(21)),
        new("sequence", new AsOneSample(), OpCase.Natural(3, 18)),
        new("planes", new AsOneSample(), OpCase.Natural(3, 4, 5)),
        new("many channels", new AsOneSample(), OpCase.Natural(18, 3, 5)),
        new("four dimensions", new AsOneSample(), OpCase.Natural(2, 3, 4, 5)),
    ];
}
