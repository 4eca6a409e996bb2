namespace Kiln.Generator.Ops;

/// <summary>y = x + P with the table P of <see cref="Sinusoids"/>, so that attention can tell positions apart. Inputs: x [tokens, features], P.</summary>
internal sealed record PositionalEncoding : Op
{
    public static Layer Layer { get; } = new("PositionalEncoding", call =>
    {
        Shape shape = call.InputShape();
        if (shape.Rank != 2) throw call.Fail(Expected.Sequence(call.Layer, shape));
        return call.Add(new PositionalEncoding(), call.Input(), call.Add(new Sinusoids(shape[0], shape[1])));
    });

    public override bool IsWeight(int input) => input == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[1].Shape.Dimensions == inputs[0].Shape.Dimensions
            ? TensorType.Float(inputs[0].Shape) : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[1].Shape);

    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input(0).Data, table = reference.Input(1).Data;
        reference.Output().Fill(i => x[i] + table[i % table.Length]);
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("tokens", new PositionalEncoding(), OpCase.Sequence(5, 7), OpCase.Fixed(5, 7)) { Stored = StorageOrder.OfShape },
    ];
}
