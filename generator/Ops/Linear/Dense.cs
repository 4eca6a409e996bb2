namespace Kiln.Generator.Ops;

/// <summary>
/// y[n] = b[n] + sum over k of W[n, k] x[k]. Inputs: x, W in PyTorch's shape [units, features], and b where there is a bias.
/// A sequence [tokens, features] is a vector for each token, as in PyTorch's Linear. A map as input is read in C, H, W order, as Flatten
/// gives it: the passes take the Flatten in.
/// </summary>
internal sealed record Dense(int Units) : Op
{
    public static Layer Layer { get; } = new("Dense", call =>
    {
        int units = call.AtLeast(1, "units", call.Int("units"));
        Shape shape = call.InputShape();
        if (shape.Rank is not (1 or 2)) throw call.Fail(Expected.Vector(call.Layer, shape));
        int features = Features(shape);
        Value weight = call.Parameter("weight", Shape.Fixed(units, features), call.Choice<Init>("init"), call.Double("initScale"), features, units);
        var op = new Dense(units);
        return call.Bool("bias") ? call.Add(op, call.Input(), weight, call.Bias(units, features, units)) : call.Add(op, call.Input(), weight);
    });

    /// <summary>Whether a dense layer takes the value as a vector for each token.</summary>
    public static bool IsSequence(Shape x) => x.Rank == 2;

    /// <summary>Length of the vectors that a dense layer takes: all elements where the value is not a sequence.</summary>
    public static int Features(Shape x) => IsSequence(x) ? x[1] : x.ElementCount;

    protected internal override string Detail => Units.ToString(CultureInfo.InvariantCulture);

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[1].Shape == Shape.Fixed(Units, Features(inputs[0].Shape))
            ? TensorType.Float(inputs[0].Shape with { Dimensions = IsSequence(inputs[0].Shape) ? [inputs[0].Shape[0], Units] : [Units] })
            : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[1].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), weight = reference.Input(1), y = reference.Output();
        int features = weight.Shape[1];
        for (int row = 0; row < y.Data.Length / Units; row++)
            for (int unit = 0; unit < Units; unit++)
            {
                double sum = reference.InputCount > 2 ? reference.Input(2).Data[unit] : 0;
                for (int k = 0; k < features; k++) sum += weight.Data[(unit * features) + k] * x.Data[(row * features) + k];
                y.Data[(row * Units) + unit] = sum;
            }
    }

    /// <summary>dx = W^T dy, dW = sum over samples and tokens of dy x^T, db = sum over samples and tokens of dy.</summary>
    public override void Differentiate(Gradient gradient)
    {
        gradient.Contribute(0, new DenseInputGradient(gradient.InputShape(0)), gradient.Dy, gradient.Input(1));
        gradient.Contribute(1, new DenseWeightGradient(), gradient.Input(0), gradient.Dy);
        gradient.Contribute(2, new BiasGradient(FeaturesLast: IsSequence(gradient.InputShape(0))), gradient.Dy);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)inputs[0].Shape.Rows(1) * inputs[0].Shape.ElementCount * Units;

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one unit", new Dense(1), OpCase.Vector(3), OpCase.Fixed(1, 3), OpCase.Fixed(1)),
        new("one feature", new Dense(5), OpCase.Vector(1), OpCase.Fixed(5, 1), OpCase.Fixed(5)),
        new("no bias", new Dense(9), OpCase.Vector(7), OpCase.Fixed(9, 7)),
        new("two panels", new Dense(35), OpCase.Vector(33), OpCase.Fixed(35, 33), OpCase.Fixed(35)),
        new("panels of 32 and 16", new Dense(48), OpCase.Vector(16), OpCase.Fixed(48, 16), OpCase.Fixed(48)),
        new("one token", new Dense(5), OpCase.Sequence(1, 3), OpCase.Fixed(5, 3), OpCase.Fixed(5)),
        new("tokens", new Dense(19), OpCase.Sequence(5, 7), OpCase.Fixed(19, 7), OpCase.Fixed(19)),
        new("more tokens than a block", new Dense(33), OpCase.Sequence(61, 18), OpCase.Fixed(33, 18)),
        new("map of planes", new Dense(5), OpCase.Map(3, 4, 5), OpCase.Fixed(5, 60), OpCase.Fixed(5)),
        new("map of many channels", new Dense(17), OpCase.Map(19, 3, 2), OpCase.Fixed(17, 114), OpCase.Fixed(17)),
    ];
}
