namespace Kiln.Generator.Ops;

/// <summary>y[c] = exp(x[c] - max x) / sum of the same: probabilities over the last dimension.</summary>
internal sealed record Softmax : Op
{
    public static Layer Layer { get; } = new("Softmax", call => Axis.Over(call, new Softmax()));

    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input().Data, y = reference.Output().Data;
        int columns = Columns(reference.Input().Shape);
        for (int first = 0; first < x.Length; first += columns) Row(x.AsSpan(first, columns)).CopyTo(y, first);
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new SoftmaxGradient(), gradient.Dy, gradient.Output());

    /// <summary>Length of the last dimension.</summary>
    internal static int Columns(Shape shape) => shape.Rank == 0 ? 1 : shape[shape.Rank - 1];

    /// <summary>The probabilities of one row of logits.</summary>
    internal static double[] Row(ReadOnlySpan<double> x)
    {
        var y = new double[x.Length];
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double value in x) largest = Math.Max(largest, value);
        for (int c = 0; c < y.Length; c++) sum += y[c] = Math.Exp(x[c] - largest);
        for (int c = 0; c < y.Length; c++) y[c] /= sum;
        return y;
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one class", new Softmax(), OpCase.Vector(1)),
        new("ten classes", new Softmax(), OpCase.Vector(10)),
        new("more than a vector", new Softmax(), OpCase.Vector(37)),
        new("tokens", new Softmax(), OpCase.Sequence(5, 19)),
        new("pairs of tokens", new Softmax(), OpCase.Map(2, 3, 7)),
    ];
}
