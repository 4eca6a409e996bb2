using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// y[c, i, j] = mean of the window at (i, j). The divisor counts padding where <paramref name="CountPadding"/> is set (PyTorch's
/// default; TensorFlow counts what lies on the map), but never what ceil mode adds beyond the padding.
/// </summary>
internal sealed record AveragePool2D(Window Window, bool CountPadding) : Op
{
    public static Layer Layer { get; } = new("AveragePool2D", call => call.Add(new AveragePool2D(PoolWindow.Of(call), call.Bool("countPadding")), call.Input()));

    protected override string Detail => Window.ToString();

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

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new AveragePool2DGradient(this, gradient.InputShape(0)), gradient.OutputGradient()!.Value));

    /// <summary>Elements that the mean of window (i, j) divides by.</summary>
    internal int Divisor(Shape input, int i, int j, (int From, int To) rows, (int From, int To) columns)
    {
        if (!CountPadding) return (rows.To - rows.From) * (columns.To - columns.From);
        int top = (i * Window.StrideHeight) - Window.PadTop, left = (j * Window.StrideWidth) - Window.PadLeft;
        int bottom = Math.Min(top + Window.KernelHeight, input[1] + Window.PadBottom), right = Math.Min(left + Window.KernelWidth, input[2] + Window.PadRight);
        return (bottom - top) * (right - left);
    }

    public override void Emit(StepText step) =>
        step.Call($"{step.PlainKernel(step.Input(0).IsChannelsLast ? KernelFamily.AveragePool : KernelFamily.PlanarAveragePool)}.Run",
            $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", PoolWindow.Shape(step, Window, step.Input(0), step.Output(), countPadding: CountPadding));
}
