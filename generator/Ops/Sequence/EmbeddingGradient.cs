namespace Kiln.Generator.Ops;

/// <summary>
/// dW[r] = sum of dy[t] over samples and positions with index r. Workers own ranges of rows and add in the order of samples and positions. Inputs: indices, dy.
/// </summary>
internal sealed record EmbeddingGradient(int Vocabulary) : Op
{
    protected internal override string Detail => FormattableString.Invariant($"{Vocabulary}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape.Fixed(Vocabulary, Softmax.Columns(inputs[1].Shape)));

    public override void Evaluate(Reference reference)
    {
        double[] indices = reference.Input(0).Data, dy = reference.Input(1).Data;
        int units = reference.Output().Shape[1];
        for (int i = 0; i < dy.Length; i++) reference.Output().Data[((int)indices[i / units] * units) + (i % units)] += dy[i];
    }

    public static IEnumerable<OpCase> Cases =>
        Embedding.Cases.Select(c => c.For(new EmbeddingGradient(((Embedding)c.Op).Vocabulary), c.Inputs[0], c.OutputGradient));
}
