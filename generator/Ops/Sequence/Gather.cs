namespace Kiln.Generator.Ops;

/// <summary>
/// y[t] = x[index[t]]: rows of a sequence by their positions. Inputs: x [tokens, features], indices (int, one or several). The elements of a vector are rows of
/// one feature each, a dimension that the result drops.
/// </summary>
internal sealed record Gather : Op
{
    public static Layer Layer { get; } = new("Gather", call =>
    {
        Shape x = call.InputShape();
        // Rows of a parameter are an embedding whose table may serve elsewhere, too: weight tying (Press and Wolf 2017).
        if (x is { Leading: 0, Rank: 2 }) return call.Add(new Embedding(x[0], x[1]), call.Input(1), call.Input(0));
        if (x.Rank != 1) return call.Add(new Gather(), call.Input(0), call.Input(1));
        Value rows = call.Add(new Gather(), call.Add(new Reshape([x[0], 1]), call.Input(0)), call.Input(1));
        return call.Add(new Reshape(call.InputShape(1).Dimensions), rows);
    }) { IsFunction = true, TakesIndices = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        if (inputs[1].Element != DType.Int32) return new Problem(ShapeProblems.WrongElementType, Name, "indices (int)", inputs[1]);
        Shape x = inputs[0].Shape, indices = inputs[1].Shape;
        return x.Rank == 2 && indices.Rank < 2 && x.Leading == indices.Leading
            ? TensorType.Float(x with { Dimensions = [.. indices.Dimensions, x[1]] }) : new Problem(ShapeProblems.ShapesDiffer, Name, x, indices);
    }

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), indices = reference.Input(1);
        int features = x.Shape[1];
        reference.Output().Fill((row, i) => x[row, ((int)indices[row, i / features] * features) + (i % features)]);
    }

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, new GatherGradient(gradient.InputShape(0)[0]), gradient.Input(1), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
        [new("one position", new Gather(), OpCase.Sequence(5, 7), OpCase.Class), new("positions", new Gather(), OpCase.Sequence(4, 19), OpCase.Indices(6))];
}
