namespace Kiln.Generator.Ops;

/// <summary>Mean over the elements of a row of (x - t)^2. Inputs: prediction, target; outputs: the loss of each row and its weight 1.</summary>
internal sealed record MeanSquaredError : Op
{
    public static Layer Layer { get; } = new("MeanSquaredError", call => call.Add(new MeanSquaredError(), call.Input(0), call.Input(1)), TensorType.Float);

    public override bool IsOfEachSample => true;

    public override IReadOnlyList<string> OutputNames => LossType.OutputNames;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[1].Element != DType.Float32 ? new Problem(ShapeProblems.WrongElementType, Name, "a float target", inputs[1])
        : inputs[0].Shape == inputs[1].Shape ? LossType.Of(inputs[0])
        : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[1].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1);
        for (int row = 0; row < x.Rows; row++)
        {
            double sum = 0;
            for (int i = 0; i < x.RowLength; i++) sum += (x[row, i] - target[row, i]) * (x[row, i] - target[row, i]);
            reference.Output(0).Data[row] = sum / x.RowLength;
            reference.Output(1).Data[row] = 1;
        }
    }

    /// <summary>dt = -dx: a target may be trained, too.</summary>
    public override void Differentiate(Gradient gradient)
    {
        Value dx = gradient.Add(new MeanSquaredErrorGradient(), gradient.Input(0), gradient.Input(1), gradient.Dy);
        gradient.Contribute(0, dx);
        gradient.Contribute(1, new Negate(), dx);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one value", new MeanSquaredError(), OpCase.Vector(1), OpCase.Vector(1)),
        new("vector", new MeanSquaredError(), OpCase.Vector(21), OpCase.Vector(21)),
        new("planes", new MeanSquaredError(), OpCase.Map(2, 3, 5), OpCase.Map(2, 3, 5)),
        new("many channels", new MeanSquaredError(), OpCase.Map(17, 3, 2), OpCase.Map(17, 3, 2)),
    ];
}
