namespace Kiln.Generator.Ops;

/// <summary>
/// The mean of each window: the sum of (q - zero point), requantized once by 1 / n. Inputs: x, multipliers and shifts for each number of terms (one where
/// padding counts), clamp, the zero points of x and y.
/// </summary>
internal sealed record Int8AveragePool(AveragePool2D Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    /// <summary>The numbers of terms that windows may have: padding that counts makes all windows equal.</summary>
    public int Counts => HasOneCount ? 1 : Forward.Window.KernelHeight * Forward.Window.KernelWidth;

    private bool HasOneCount => Forward.CountPadding || (Forward.Window is { PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0, CeilMode: false });

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(Forward.Window.Infer(Name, inputs[0].Shape, inputs[0].Shape[0]));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        long zero = (long)reference.Input(4).Data[0];
        PoolOp.Visit(Forward.Window, x, y.Shape, (row, c, i, j, rows, columns) =>
        {
            long sum = 0;
            for (int p = rows.From; p < rows.To; p++)
                for (int q = columns.From; q < columns.To; q++) sum += (long)x[row, c, p, q] - zero;
            int count = HasOneCount ? 0 : ((rows.To - rows.From) * (columns.To - columns.From)) - 1;
            y[row, c, i, j] = Int8Arithmetic.Requantize(
                sum, reference.Input(1).Data[count], reference.Input(2).Data[count], reference.Input(5).Data[0], reference.Input(3));
        });
    }
}
