namespace Kiln.Generator.Ops;

/// <summary>dx[c, p, q] = the sum over every dy that took a share of x[c, p, q] of that share. Input: dy.</summary>
internal sealed record UpsampleGradient(Upsample Forward) : Op
{
    protected internal override string Detail => Forward.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape dy = inputs[0].Shape;
        return TensorType.Float(new Shape(dy.Leading, [dy[0], dy[1] / Forward.Factor, dy[2] / Forward.Factor]));
    }

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), dx = reference.Output();
        Forward.Visit(dx, dy, (row, c, i, j, p, q, weight) => dx[row, c, p, q] += weight * dy[row, c, i, j]);
    }

    public static IEnumerable<OpCase> Cases => Upsample.Cases.Select(c => c.For(new UpsampleGradient((Upsample)c.Op), c.OutputGradient));
}
