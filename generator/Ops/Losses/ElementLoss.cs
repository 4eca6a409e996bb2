namespace Kiln.Generator.Ops;

/// <summary>
/// The mean over the elements of a row of a function of prediction x and target t. Inputs: x, t; outputs: the loss of each row and its weight 1.
/// </summary>
internal abstract record ElementLoss : LossOp
{
    /// <summary>The function.</summary>
    protected abstract double Of(double x, double t);

    public sealed override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[1].Element != DType.Float32 ? new Problem(ShapeProblems.WrongElementType, Name, "a float target", inputs[1])
        : inputs[0].Shape == inputs[1].Shape ? OutputsOf(inputs[0]) : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[1].Shape);

    public sealed override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1), loss = reference.Output(0);
        x.Visit((row, i) => loss.Data[row] += Of(x[row, i], target[row, i]));
        loss.Fill(row => loss.Data[row] / x.RowLength);
        reference.Output(1).Fill(_ => 1);
    }

    protected static IReadOnlyList<OpCase> CasesOf(ElementLoss op) =>
    [
        new("one value", op, OpCase.Vector(1), OpCase.Vector(1)),
        new("vector", op, OpCase.Vector(21), OpCase.Vector(21)),
        new("planes", op, OpCase.Map(2, 3, 5), OpCase.Map(2, 3, 5)),
        new("many channels", op, OpCase.Map(17, 3, 2), OpCase.Map(17, 3, 2)),
    ];
}
