namespace Kiln.Generator.Ops;

/// <summary>
/// y[t] = W[index[t]]: a row of a trained table for each index, as PyTorch's Embedding. Inputs: indices (int, one or one for each
/// position), W [vocabulary, units]. The table is stored in its own order, one row after another.
/// </summary>
internal sealed record Embedding(int Vocabulary, int Units) : Op
{
    public static Layer Layer { get; } = new("Embedding", call =>
    {
        int vocabulary = call.AtLeast(1, "vocabulary", call.Int("vocabulary")), units = call.AtLeast(1, "units", call.Int("units"));
        Value table = call.Parameter("weight", Shape.Fixed(vocabulary, units), Init.Normal, 1, vocabulary, units, StorageOrder.OfShape);
        return call.Add(new Embedding(vocabulary, units), call.Input(), table);
    }) { Accepts = DType.Int32 };

    protected internal override string Detail => FormattableString.Invariant($"{Vocabulary}, {Units}");

    public override bool IsWeight(int input) => input == 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        if (inputs[0].Element != DType.Int32) return new Problem(ShapeProblems.WrongElementType, Name, "indices (int)", inputs[0]);
        if (inputs[0].Shape.Rank > 1) return Expected.Indices(Name, inputs[0], Units);
        return inputs[1].Shape == Shape.Fixed(Vocabulary, Units)
            ? TensorType.Float(inputs[0].Shape with { Dimensions = [.. inputs[0].Shape.Dimensions, Units] })
            : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[1].Shape);
    }

    public override void Evaluate(Reference reference)
    {
        double[] indices = reference.Input(0).Data, table = reference.Input(1).Data;
        for (int i = 0; i < indices.Length; i++) Array.Copy(table, (int)indices[i] * Units, reference.Output().Data, i * Units, Units);
    }

    /// <summary>dW[r] = the sum of dy[t] over the positions with index r.</summary>
    public override void Differentiate(Gradient gradient) => gradient.Contribute(1, new EmbeddingGradient(Vocabulary), gradient.Input(0), gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one index", new Embedding(5, 3), OpCase.Class, OpCase.Fixed(5, 3)) { Stored = StorageOrder.OfShape },
        new("tokens", new Embedding(7, 19), OpCase.Indices(6), OpCase.Fixed(7, 19)) { Stored = StorageOrder.OfShape },
        new("more rows than tokens", new Embedding(70, 5), OpCase.Indices(4), OpCase.Fixed(70, 5)) { Stored = StorageOrder.OfShape },
    ];
}
