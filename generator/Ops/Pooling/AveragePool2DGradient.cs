namespace Kiln.Generator.Ops;

/// <summary>Every element of a window gets dy / divisor of that window. Input: dy.</summary>
internal sealed record AveragePool2DGradient(AveragePool2D Forward, Shape InputShape) : Op
{
    protected internal override string Detail => Forward.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(InputShape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), dx = reference.Output();
        PoolOp.Visit(Forward.Window, dx, dy.Shape, (row, c, i, j, rows, columns) =>
        {
            double share = dy[row, c, i, j] / Forward.Divisor(dx.Shape, i, j, rows, columns);
            for (int p = rows.From; p < rows.To; p++)
                for (int q = columns.From; q < columns.To; q++) dx[row, c, p, q] += share;
        });
    }

    public static IEnumerable<OpCase> Cases =>
        AveragePool2D.Cases.Select(c => c.For(new AveragePool2DGradient((AveragePool2D)c.Op, c.Inputs[0].Shape), c.OutputGradient));
}
