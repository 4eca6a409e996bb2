namespace Kiln.Generator.Ops;

/// <summary>
/// dx = f (g - mean of g - n mean of g n) for each row, where g = dy weight, n = (x - mean) f is the normalized row and f the factor.
/// Inputs: x, dy, weight, means, factors.
/// </summary>
internal sealed record LayerNormInputGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input(0).Data, dy = reference.Input(1).Data, weight = reference.Input(2).Data, dx = reference.Output().Data;
        int columns = weight.Length;
        for (int row = 0; row < x.Length / columns; row++)
        {
            double mean = reference.Input(3).Data[row], factor = reference.Input(4).Data[row], average = 0, correlation = 0;
            int first = row * columns;
            for (int c = 0; c < columns; c++)
            {
                average += dy[first + c] * weight[c] / columns;
                correlation += dy[first + c] * weight[c] * (x[first + c] - mean) * factor / columns;
            }

            for (int c = 0; c < columns; c++) dx[first + c] = factor * ((dy[first + c] * weight[c]) - average - ((x[first + c] - mean) * factor * correlation));
        }
    }

    public static IEnumerable<OpCase> Cases =>
        from c in LayerNorm.Cases
        select c.For(new LayerNormInputGradient(), c.Inputs[0], c.OutputGradient, c.Inputs[1], c.Outputs[1], c.Outputs[2]) with { Stored = c.Stored };
}
