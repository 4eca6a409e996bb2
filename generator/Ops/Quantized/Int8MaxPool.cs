namespace Kiln.Generator.Ops;

/// <summary>The largest byte of each window; what lies outside of the map does not count.</summary>
internal sealed record Int8MaxPool(Window Window) : Op
{
    protected internal override string Detail => Window.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(Window.Infer(Name, inputs[0].Shape, inputs[0].Shape[0]));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        PoolOp.Visit(Window, x, y.Shape, (row, c, i, j, rows, columns) =>
        {
            double largest = sbyte.MinValue;
            for (int p = rows.From; p < rows.To; p++)
                for (int q = columns.From; q < columns.To; q++) largest = Math.Max(largest, x[row, c, p, q]);
            y[row, c, i, j] = largest;
        });
    }
}
