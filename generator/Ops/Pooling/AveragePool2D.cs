namespace Kiln.Generator.Ops;

/// <summary>
/// y[c, i, j] = mean of the window at (i, j). The divisor counts padding where <paramref name="CountPadding"/> is set (PyTorch's
/// default; TensorFlow counts what lies on the map), but never what ceil mode adds beyond the padding.
/// </summary>
internal sealed record AveragePool2D(Window Window, bool CountPadding) : PoolOp(Window)
{
    public static Layer Layer { get; } = new("AveragePool2D", call => call.Add(new AveragePool2D(WindowOf(call), call.Bool("countPadding")), call.Input()));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        Visit(Window, x, y.Shape, (row, c, i, j, rows, columns) =>
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
        .. MaxPool2D.Cases.Select(item => item with { Op = new AveragePool2D(((MaxPool2D)item.Op).Window, true) }),
        new("padding, padding not counted", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1), false), OpCase.Map(3, 6, 7)),
        new("ceil mode with padding, padding not counted", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), false), OpCase.Map(2, 6, 8)),
        new("many channels, padding, ceil mode, padding not counted", new AveragePool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), false),
            OpCase.Map(32, 5, 6)),
    ];
}
