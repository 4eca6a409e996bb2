namespace Kiln.Generator.Ops;

/// <summary>
/// y = x, the one sample of a batch of one as a value of parameters again, which lies in the order of its shape: the way back from <see cref="AsOneSample"/>.
/// </summary>
internal sealed record OfOneSample : CopyOp
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape with { Leading = 0 });

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new AsOneSample(), gradient.Dy);

    public static IEnumerable<OpCase> Cases => AsOneSample.Cases.Select(item => item.For(new OfOneSample(), item.Outputs[0]));
}
