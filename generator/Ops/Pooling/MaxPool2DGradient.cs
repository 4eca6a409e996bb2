namespace Kiln.Generator.Ops;

/// <summary>dy goes to the largest element of its window, to the first one if several are equal; to the first NaN if there is one. Inputs: x, y, dy.</summary>
internal sealed record MaxPool2DGradient(Window Window) : Op
{
    protected internal override string Detail => Window.ToString();

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), y = reference.Input(1), dy = reference.Input(2), dx = reference.Output();
        PoolOp.Visit(Window, x, y.Shape, (row, c, i, j, rows, columns) =>
        {
            for (int p = rows.From; p < rows.To; p++)
                for (int q = columns.From; q < columns.To; q++)
                {
                    if (!x[row, c, p, q].Equals(y[row, c, i, j])) continue;
                    dx[row, c, p, q] += dy[row, c, i, j];
                    return;
                }
        });
    }

    public static IEnumerable<OpCase> Cases =>
        MaxPool2D.Cases.Select(c => c.For(new MaxPool2DGradient(((MaxPool2D)c.Op).Window), c.Inputs[0], c.OutputGradient, c.OutputGradient));
}
