namespace Kiln.Generator.Ops;

/// <summary>y[c] = x[c] - log of the sum over k of exp(x[k]), over the last dimension: finite where the probability is too small for a number.</summary>
internal sealed record LogSoftmax : Op
{
    public static Layer Layer { get; } = new("LogSoftmax", call => Axis.Over(call, new LogSoftmax()));

    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input().Data, y = reference.Output().Data;
        int columns = Softmax.Columns(reference.Input().Shape);
        for (int first = 0; first < x.Length; first += columns)
        {
            double largest = x.Skip(first).Take(columns).Max();
            double logSum = largest + Math.Log(x.Skip(first).Take(columns).Sum(value => Math.Exp(value - largest)));
            for (int c = first; c < first + columns; c++) y[c] = x[c] - logSum;
        }
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new LogSoftmaxGradient(), gradient.Dy, gradient.Output());

    public static IEnumerable<OpCase> Cases => Softmax.Cases.Select(c => c.For(new LogSoftmax(), c.Inputs[0]));
}
