namespace Kiln.Generator.Ops;

/// <summary>How a map is enlarged; the runtime's enum by value.</summary>
internal enum Interpolation
{
    Nearest,
    Bilinear,
}

/// <summary>
/// A map enlarged by a whole factor. Nearest: y[c, i, j] = x[c, i / f, j / f]. Bilinear with half-pixel centres: y at (i, j) is x at
/// ((i + 1/2) / f - 1/2, (j + 1/2) / f - 1/2), interpolated between its four neighbours and clamped at the edges (PyTorch without align_corners).
/// </summary>
internal sealed record Upsample(int Factor, Interpolation Interpolation) : Op
{
    public static Layer Layer { get; } = new("Upsample", call =>
    {
        if (call.InputShape().Rank != 3) throw call.Fail(Expected.Map(call.Layer, call.InputShape()));
        return call.Add(new Upsample(call.AtLeast(1, "factor", call.Int("factor")), call.Choice<Interpolation>("interpolation")), call.Input());
    });

    protected internal override string Detail => FormattableString.Invariant($"{Factor}, {Interpolation}");

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape x = inputs[0].Shape;
        return TensorType.Float(new Shape(x.Leading, [x[0], checked(x[1] * Factor), checked(x[2] * Factor)]));
    }

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        Visit(x, y, (row, c, i, j, p, q, weight) => y[row, c, i, j] += weight * x[row, c, p, q]);
    }

    /// <summary>Calls <paramref name="term"/> with (row, channel, i, j, p, q, weight) for every x[c, p, q] that y[c, i, j] takes a share of.</summary>
    internal void Visit(Tensor x, Tensor y, Action<int, int, int, int, int, int, double> term)
    {
        for (int row = 0; row < x.Rows; row++)
            for (int c = 0; c < y.Shape[0]; c++)
                for (int i = 0; i < y.Shape[1]; i++)
                    for (int j = 0; j < y.Shape[2]; j++)
                        foreach ((int p, double down) in Terms(i, x.Shape[1]))
                            foreach ((int q, double across) in Terms(j, x.Shape[2])) term(row, c, i, j, p, q, down * across);
    }

    private IEnumerable<(int Index, double Weight)> Terms(int index, int size)
    {
        if (Interpolation == Interpolation.Nearest) return [(index / Factor, 1)];
        double place = Math.Max(((index + 0.5) / Factor) - 0.5, 0);
        int first = (int)place;
        return [(first, 1 - (place - first)), (Math.Min(first + 1, size - 1), place - first)];
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new UpsampleGradient(this), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("nearest, few channels", new Upsample(2, Interpolation.Nearest), OpCase.Map(3, 4, 5)),
        new("nearest, many channels, factor 3", new Upsample(3, Interpolation.Nearest), OpCase.Map(17, 2, 3)),
        new("bilinear, few channels", new Upsample(2, Interpolation.Bilinear), OpCase.Map(3, 4, 5)),
        new("bilinear, many channels, factor 3", new Upsample(3, Interpolation.Bilinear), OpCase.Map(33, 2, 3)),
        new("bilinear, one pixel", new Upsample(4, Interpolation.Bilinear), OpCase.Map(2, 1, 1)),
        new("factor one", new Upsample(1, Interpolation.Bilinear), OpCase.Map(16, 2, 3)),
    ];
}
