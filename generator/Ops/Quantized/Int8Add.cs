namespace Kiln.Generator.Ops;

/// <summary>
/// (a M1 + b M2 + C) >> S, clamped: the sum of two values, or their difference with a negative M2; zero points and half of the last bit are in C. An operand
/// may repeat along some axes. Inputs: a, b, the four constants, clamp.
/// </summary>
internal sealed record Int8Add(Shape Shape, EquatableArray<int> FirstAxes, EquatableArray<int> SecondAxes) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(Shape with { Leading = Math.Max(inputs[0].Shape.Leading, 1) });

    public override void Evaluate(Reference reference)
    {
        int[] first = Broadcast.Sources(Shape, FirstAxes), second = Broadcast.Sources(Shape, SecondAxes);
        double[] constants = reference.Input(2).Data;
        reference.Output().Fill((row, i) =>
        {
            long sum = ((long)reference.Input(0)[row, first[i]] * (long)constants[0]) + ((long)reference.Input(1)[row, second[i]] * (long)constants[1]);
            return Int8Arithmetic.Clamp((sum + (long)constants[2]) >> (int)constants[3], reference.Input(3));
        });
    }
}
