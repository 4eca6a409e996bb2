namespace Kiln.Generator.Ops;

/// <summary>
/// With P the probabilities, M what dropout does to them and c = 1 / sqrt(width), for each head: dV = M(P)' dY, dP = M(dY V'),
/// dS = c P (dP - rows of sum(P dP)), dQ = dS K, dK = dS' Q. P is computed again. Inputs: those of the attention, then dY; outputs: the
/// gradients of all but the mask, in their order.
/// </summary>
internal sealed record ScaledDotProductAttentionGradient(ScaledDotProductAttention Forward) : Op
{
    protected internal override string Detail => Forward.Detail;

    public override IReadOnlyList<string> OutputNames => ["Query", "Key", "Value"];

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        int count = inputs.Count - 1;
        return Inferred.Of(
            [.. Enumerable.Range(0, count).Where(input => !AttentionSizes.IsMask(count, input)).Select(input => TensorType.Float(inputs[input].Shape))]);
    }

    public override void Evaluate(Reference reference)
    {
        AttentionReference attention = new(Forward, reference, further: 1);
        AttentionSizes sizes = attention.Sizes;
        Tensor dy = reference.Input(reference.InputCount - 1);
        double scale = 1 / Math.Sqrt(sizes.Width);
        attention.Visit((row, head, query, key, first, probability, kept) =>
        {
            double dot = 0;
            double[] probabilities = attention.Row(row, query, first);
            for (int other = 0; other < sizes.Keys; other++) dot += probabilities[other] * OfProbability(row, head, query, other, first);
            double ofScore = scale * probability * (OfProbability(row, head, query, key, first) - dot);
            for (int i = first; i < first + sizes.Width; i++)
            {
                Add(0, row, query, i, ofScore * attention.Key(row, key, i));
                Add(1, row, key, i, ofScore * attention.Query(row, query, i));
                Add(2, row, key, i, kept * dy[row, (query * sizes.Features) + i]);
            }
        });

        double OfProbability(int row, int head, int query, int key, int first)
        {
            double sum = 0;
            for (int i = first; i < first + sizes.Width; i++) sum += dy[row, (query * sizes.Features) + i] * attention.Value(row, key, i);
            return attention.Drop(row, head, query, key, sum);
        }

        void Add(int part, int row, int token, int feature, double value)
        {
            (int tensor, int place) = attention.PlaceOf(part, token, feature);
            reference.Output(tensor)[row, place] += value;
        }
    }

    /// <summary>The scores again, and four products of their size.</summary>
    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        5 * Forward.MultiplyAdds(inputs.Take(inputs.Count - 1).ToEquatableArray(), outputs) / 2;

    public static IEnumerable<OpCase> Cases =>
        from c in ScaledDotProductAttention.Cases
        select new OpCase(c.Name, new ScaledDotProductAttentionGradient((ScaledDotProductAttention)c.Op), [.. c.Inputs, c.OutputGradient])
        {
            Kinds = c.Kinds, WithoutNetwork = ((ScaledDotProductAttention)c.Op).Rate > 0 ? OpCase.DrawsInTraining : null,
        };
}
