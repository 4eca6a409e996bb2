namespace Kiln.Generator.Ops;

/// <summary>
/// y[c, i, j] = mean of the window at (i, j). The divisor counts padding where <paramref name="CountPadding"/> is set (PyTorch's
/// default; TensorFlow counts what lies on the map), but never what ceil mode adds beyond the padding.
/// </summary>
internal sealed record AveragePool2D(Window Window, bool CountPadding) : Op
{
    public static Layer Layer { get; } =
        new("AveragePool2D", call => call.Add(new AveragePool2D(PoolWindow.Of(call), call.Bool("countPadding")), call.Input()));

    protected internal override string Detail => Window.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) => PoolWindow.Infer(Name, Window, inputs[0]);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        PoolWindow.Visit(Window, x, y.Shape, (row, c, i, j, rows, columns) =>
        {
            double sum = 0;
            for (int p = rows.From; p < rows.To; p++)
                for (int q = columns.From; q < columns.To; q++) sum += x[row, c, p, q];
            y[row, c, i, j] = sum / Divisor(x.Shape, i, j, rows, columns);
        });
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new AveragePool2DGradient(this, gradient.InputShape(0)), gradient.Dy);

    /// <summary>Elements that the mean of window (i, j) divides by.</summary>
    internal int Divisor(Shape input, int i, int j, (int From, int To) rows, (int From, int To) columns)
    {
        if (!CountPadding) return (rows.To - rows.From) * (columns.To - columns.From);
        int top = (i * Window.StrideHeight) - Window.PadTop, left = (j * Window.StrideWidth) - Window.PadLeft;
        int bottom = Math.Min(top + Window.KernelHeight, input[1] + Window.PadBottom), right = Math.Min(left + Window.KernelWidth, input[2] + Window.PadRight);
        return (bottom - top) * (right - left);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new AveragePool2D(new Window(2, 2, 2, 2), true), OpCase.Map(3, 6, 8)),
        new("odd size", new AveragePool2D(new Window(2, 2, 2, 2), true), OpCase.Map(2, 5, 7)),
        new("overlapping", new AveragePool2D(new Window(3, 3, 2, 2), true), OpCase.Map(2, 7, 8)),
        new("padding", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1), true), OpCase.Map(3, 6, 7)),
        new("ceil mode", new AveragePool2D(new Window(3, 3, 2, 2, CeilMode: true), true), OpCase.Map(2, 6, 7)),
        new("ceil mode with padding", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), true), OpCase.Map(2, 6, 8)),
        new("stride one", new AveragePool2D(new Window(2, 2, 1, 1), true), OpCase.Map(1, 4, 21)),
        new("gaps between windows", new AveragePool2D(new Window(2, 2, 3, 3), true), OpCase.Map(2, 8, 7)),
        new("many channels", new AveragePool2D(new Window(2, 2, 2, 2), true), OpCase.Map(17, 4, 6)),
        new("many channels, padding, ceil mode", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), true), OpCase.Map(32, 5, 6)),
        new("the whole map", new AveragePool2D(new Window(4, 5), true), OpCase.Map(18, 4, 5)),
        new("all of each plane", new AveragePool2D(new Window(4, 5), true), OpCase.Map(3, 4, 5)),
        new("padding, padding not counted", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1), false), OpCase.Map(3, 6, 7)),
        new("ceil mode with padding, padding not counted", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), false), OpCase.Map(2, 6, 8)),
        new("many channels, padding, ceil mode, padding not counted", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), false),
            OpCase.Map(32, 5, 6)),
    ];
}
