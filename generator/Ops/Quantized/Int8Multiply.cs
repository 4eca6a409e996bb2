namespace Kiln.Generator.Ops;

/// <summary>
/// (a - zero of a)(b - zero of b), requantized: the product of two values, such as features and their gates. An operand may repeat along some axes.
/// Inputs: a, b, multiplier, shift, clamp, the zero points of a, b and y.
/// </summary>
internal sealed record Int8Multiply(Shape Shape, EquatableArray<int> FirstAxes, EquatableArray<int> SecondAxes) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(Shape with { Leading = Math.Max(inputs[0].Shape.Leading, 1) });

    public override void Evaluate(Reference reference)
    {
        int[] first = Broadcast.Sources(Shape, FirstAxes), second = Broadcast.Sources(Shape, SecondAxes);
        long zeroOfFirst = (long)reference.Input(5).Data[0], zeroOfSecond = (long)reference.Input(6).Data[0];
        reference.Output().Fill((row, i) => Int8Arithmetic.Requantize(
            ((long)reference.Input(0)[row, first[i]] - zeroOfFirst) * ((long)reference.Input(1)[row, second[i]] - zeroOfSecond),
            reference.Input(2).Data[0], reference.Input(3).Data[0], reference.Input(7).Data[0], reference.Input(4)));
    }
}
