namespace Kiln.Generator.Ops;

/// <summary>y[c, i, j] = the largest x[c, ., .] of the window at (i, j), NaN if one is; padding never wins.</summary>
internal sealed record MaxPool2D(Window Window) : PoolOp(Window)
{
    public static Layer Layer { get; } = new("MaxPool2D", call => call.Add(new MaxPool2D(WindowOf(call)), call.Input()));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        Visit(Window, x, y.Shape, (row, c, i, j, rows, columns) =>
        {
            double largest = double.NegativeInfinity;
            for (int p = rows.From; p < rows.To; p++)
                for (int q = columns.From; q < columns.To; q++) largest = Math.Max(largest, x[row, c, p, q]);
            y[row, c, i, j] = largest;
        });
    }

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, new MaxPool2DGradient(Window), gradient.Input(0), gradient.Output(), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new MaxPool2D(new Window(2, 2, 2, 2)), OpCase.Map(3, 6, 8)),
        new("odd size", new MaxPool2D(new Window(2, 2, 2, 2)), OpCase.Map(2, 5, 7)),
        new("overlapping", new MaxPool2D(new Window(3, 3, 2, 2)), OpCase.Map(2, 7, 8)),
        new("padding", new MaxPool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1)), OpCase.Map(3, 6, 7)),
        new("ceil mode", new MaxPool2D(new Window(3, 3, 2, 2, CeilMode: true)), OpCase.Map(2, 6, 7)),
        new("ceil mode with padding", new MaxPool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true)), OpCase.Map(2, 6, 8)),
        new("stride one", new MaxPool2D(new Window(2, 2, 1, 1)), OpCase.Map(1, 4, 21)),
        new("one row", new MaxPool2D(new Window(1, 3, 1, 2, 0, 1, 0, 1)), OpCase.Map(2, 1, 37)),
        new("one row of many channels", new MaxPool2D(new Window(1, 2, 1, 2)), OpCase.Map(20, 1, 35)),
        new("gaps between windows", new MaxPool2D(new Window(2, 2, 3, 3)), OpCase.Map(2, 8, 7)),
        new("many channels", new MaxPool2D(new Window(2, 2, 2, 2)), OpCase.Map(17, 4, 6)),
        new("many channels, padding, ceil mode", new MaxPool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true)), OpCase.Map(32, 5, 6)),
        new("the whole map", new MaxPool2D(new Window(4, 5)), OpCase.Map(18, 4, 5)),
        new("all of each plane", new MaxPool2D(new Window(4, 5)), OpCase.Map(3, 4, 5)),
    ];
}
