namespace Kiln.Generator.Ops;

/// <summary>
/// Cross-entropy of logits x against targets t in [0, 1], mean over the elements of a row: max(x, 0) - x t + log(1 + exp(-|x|)), the
/// form that never overflows. Inputs: logits, targets; outputs: the loss of each row and its weight 1.
/// </summary>
internal sealed record BinaryCrossEntropy : Op
{
    public static Layer Layer { get; } = new("BinaryCrossEntropy", call => call.Add(new BinaryCrossEntropy(), call.Input(0), call.Input(1)), TensorType.Float);

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
            for (int i = 0; i < x.RowLength; i++)
                sum += Math.Max(x[row, i], 0) - (x[row, i] * target[row, i]) + Math.Log(1 + Math.Exp(-Math.Abs(x[row, i])));
            reference.Output(0).Data[row] = sum / x.RowLength;
            reference.Output(1).Data[row] = 1;
        }
    }

    /// <summary>dt = -dloss x / elements: a target may be trained, too.</summary>
    public override void Differentiate(Gradient gradient)
    {
        Value dloss = gradient.Dy;
        Shape shape = gradient.InputShape(0);
        gradient.Contribute(0, new BinaryCrossEntropyGradient(), gradient.Input(0), gradient.Input(1), dloss);
        if (!gradient.Needs(1)) return;
        Value each = gradient.Add(new Broadcast(shape, Enumerable.Range(0, shape.Rank).ToEquatableArray()), dloss);
        gradient.Contribute(1, new Multiply(), each, gradient.Add(new MultiplyScalar(-1.0 / shape.ElementCount), gradient.Input(0)));
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one value", new BinaryCrossEntropy(), OpCase.Vector(1), OpCase.Vector(1)),
        new("vector", new BinaryCrossEntropy(), OpCase.Vector(21), OpCase.Vector(21)),
        new("planes", new BinaryCrossEntropy(), OpCase.Map(2, 3, 5), OpCase.Map(2, 3, 5)),
        new("many channels", new BinaryCrossEntropy(), OpCase.Map(17, 3, 2), OpCase.Map(17, 3, 2)),
    ];
}
