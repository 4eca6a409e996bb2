namespace Kiln.Generator.Ops;

/// <summary>dx[c] = dy[c] - exp(y[c]) times the sum over k of dy[k], over the last dimension. Inputs: dy, y.</summary>
internal sealed record LogSoftmaxGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        double[] dy = reference.Input(0).Data, y = reference.Input(1).Data, dx = reference.Output().Data;
        int columns = Softmax.Columns(reference.Input(0).Shape);
        for (int first = 0; first < y.Length; first += columns)
        {
            double sum = dy.Skip(first).Take(columns).Sum();
            for (int c = first; c < first + columns; c++) dx[c] = dy[c] - (Math.Exp(y[c]) * sum);
        }
    }

    public static IEnumerable<OpCase> Cases => LogSoftmax.Cases.Select(c => c.For(new LogSoftmaxGradient(), c.OutputGradient, c.OutputGradient));
}
