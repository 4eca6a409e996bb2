namespace Kiln.Generator.Ops;

/// <summary>dx[c] = y[c] (dy[c] - sum over k of dy[k] y[k]) over the last dimension. Inputs: dy, y.</summary>
internal sealed record SoftmaxGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        double[] dy = reference.Input(0).Data, y = reference.Input(1).Data, dx = reference.Output().Data;
        int columns = Softmax.Columns(reference.Input(0).Shape);
        for (int first = 0; first < y.Length; first += columns)
        {
            double dot = 0;
            for (int c = first; c < first + columns; c++) dot += dy[c] * y[c];
            for (int c = first; c < first + columns; c++) dx[c] = y[c] * (dy[c] - dot);
        }
    }

    public static IEnumerable<OpCase> Cases => Softmax.Cases.Select(c => c.For(new SoftmaxGradient(), c.OutputGradient, c.OutputGradient));
}
